using AiBridge.Configuration;

namespace AiBridge.Providers;

/// <summary>What reading one provider entry needs beside the entry.</summary>
/// <param name="Path">The entry's key path, <c>Providers:0</c>; empty when it stands alone.</param>
/// <param name="Faults">Where problems go.</param>
/// <param name="Source">Gives the value of a secret setting as written, or null; knows the setting's key path.</param>
internal sealed record ProviderContext(string Path, ConfigurationFaults Faults, Func<string, string, string?> Source)
{
    public static ProviderContext OfConfiguration(string path, ConfigurationInputs inputs, ConfigurationFaults faults) =>
        new(path, faults, (source, keyPath) => KeySource.Resolve(source, keyPath, inputs, faults));

    /// <summary>For values that are what they say: a key that came over the API names no file and no variable.</summary>
    public static ProviderContext OfStore(ConfigurationFaults faults) =>
        new("", faults, (value, keyPath) => KeySource.IsClean(value, keyPath, faults) ? value : null);

    public void Fault(string key, string problem) => Faults.Add(PathOf(key), problem);

    /// <summary>Null when the source gives no value.</summary>
    public string? Resolve(string source, string key) => Source(source, PathOf(key));

    private string PathOf(string key) => Path.Length == 0 ? key : $"{Path}:{key}";
}
