using AiBridge.Configuration;

namespace AiBridge.Providers;

/// <summary>Makes the providers of the configuration files, or says what is wrong with each.</summary>
internal static class ProviderConfiguration
{
    /// <summary>The providers without faults; each fault is added with its key path.</summary>
    public static IReadOnlyList<ProviderInstance> Build(BridgeOptions options, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        var providers = new List<ProviderInstance>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, entry) in options.Providers.Index())
        {
            var path = $"Providers:{index}";
            var before = faults.Count;
            // A missing type was already reported by the limits at the option.
            var type = entry.Type.Length > 0 ? FindType(entry.Type, path, faults) : null;
            var name = entry.Name ?? entry.Type;
            CheckName(name, path, places, faults);
            if (type is null)
                continue;
            var provider = ProviderAssembly.Build(entry, name, type, ProviderContext.OfConfiguration(path, inputs, faults));
            if (faults.Count == before)
                providers.Add(provider);
        }

        return providers;
    }

    private static ProviderType? FindType(string name, string path, ConfigurationFaults faults)
    {
        var type = ProviderTypes.Find(name);
        if (type is { Routable: true })
            return type;
        var problem = type is not null ? $"\"{name}\" is not supported yet" : $"\"{name}\" is not a provider type";
        faults.Add(path + ":Type", $"{problem}; known are {string.Join(", ", ProviderTypes.All.Where(known => known.Routable).Select(known => known.Name))}");
        return null;
    }

    private static void CheckName(string name, string path, Dictionary<string, string> places, ConfigurationFaults faults)
    {
        // One that is too long or too short was already reported by the limits at the option.
        if (name.Length == 0 || faults.Each.Any(fault => fault.KeyPath == path + ":Name"))
            return;
        if (ProviderName.Problem(name) is { } problem)
            faults.Add(path + ":Name", problem);
        else if (!places.TryAdd(name, path))
            faults.Add(path + ":Name", $"\"{name}\" is already the name of {places[name]}");
    }
}
