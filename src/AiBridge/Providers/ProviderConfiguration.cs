using AiBridge.Configuration;

namespace AiBridge.Providers;

/// <summary>Makes the providers of the configuration files, or says what is wrong with each.</summary>
internal static class ProviderConfiguration
{
    private static readonly string[] Later = ["google", "azure", "bedrock"];

    /// <summary>The providers without faults; each fault is added with its key path.</summary>
    public static IReadOnlyList<ProviderInstance> Build(BridgeOptions options, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        var providers = new List<ProviderInstance>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, entry) in options.Providers.Index())
        {
            var path = $"Providers:{index}";
            var before = faults.All.Count;
            // A missing type was already reported by the limits at the option.
            var type = entry.Type.Length > 0 ? FindType(entry.Type, path, faults) : null;
            var name = entry.Name.Length > 0 ? entry.Name : entry.Type;
            CheckName(name, path, places, faults);
            if (type is not null && Build(entry, name, type, new ProviderContext(path, inputs, faults)) is { } provider && faults.All.Count == before)
                providers.Add(provider);
        }

        return providers;
    }

    private static ProviderType? FindType(string name, string path, ConfigurationFaults faults)
    {
        if (ProviderTypes.Find(name) is { } type)
            return type;
        var problem = Later.Contains(name) ? $"\"{name}\" is not supported yet" : $"\"{name}\" is not a provider type";
        faults.Add(path + ":Type", $"{problem}; known are {string.Join(", ", ProviderTypes.All.Select(known => known.Name))}");
        return null;
    }

    private static void CheckName(string name, string path, Dictionary<string, string> places, ConfigurationFaults faults)
    {
        if (name.Length == 0)
            return;
        if (ProviderName.Problem(name) is { } problem)
            faults.Add(path + ":Name", problem);
        else if (!places.TryAdd(name, path))
            faults.Add(path + ":Name", $"\"{name}\" is already the name of {places[name]}");
    }

    private static ProviderInstance Build(ProviderOptions entry, string name, ProviderType type, ProviderContext context)
    {
        var credentials = ProviderCredentials.Read(entry, type, context);
        UpstreamHeaderRules.Check(entry.Headers, credentials.CustomHeaderName, context);
        return new ProviderInstance
        {
            Name = name,
            Type = type,
            DisplayName = entry.DisplayName.Length > 0 ? entry.DisplayName : name,
            Enabled = entry.Enabled,
            BaseUrl = BaseUrl(entry.BaseUrl, type, context),
            Auth = credentials.Auth,
            Keys = credentials.Keys,
            CustomHeaderName = credentials.CustomHeaderName,
            CustomHeaderValue = credentials.CustomHeaderValue,
            AllowByok = entry.AllowByok,
            Headers = entry.Headers,
            Options = entry,
        };
    }

    private static string BaseUrl(string configured, ProviderType type, ProviderContext context)
    {
        var url = configured.Length > 0 ? configured : type.DefaultBaseUrl ?? "";
        if (url.Length == 0)
            context.Fault("BaseUrl", $"is missing; the type \"{type.Name}\" has no default");
        else if (UrlProblem(url) is { } problem)
            context.Fault("BaseUrl", problem);
        return url.TrimEnd('/');
    }

    // The URL is not repeated: what makes it faulty may be a password in it.
    private static string? UrlProblem(string url)
    {
        if (url.Any(c => c is <= ' ' or > '~') || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return "must be an absolute http or https URL";
        if (uri.UserInfo.Length > 0)
            return "must not hold a user or password";
        return url.Contains('?', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal) ? "must have no query and no fragment" : null;
    }
}
