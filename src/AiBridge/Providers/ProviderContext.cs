using AiBridge.Configuration;

namespace AiBridge.Providers;

/// <summary>What reading one provider entry needs beside the entry.</summary>
/// <param name="Path">The entry's key path, <c>Providers:0</c>.</param>
/// <param name="Inputs">Where key sources are looked up.</param>
/// <param name="Faults">Where problems go.</param>
internal sealed record ProviderContext(string Path, ConfigurationInputs Inputs, ConfigurationFaults Faults)
{
    public void Fault(string key, string problem) => Faults.Add($"{Path}:{key}", problem);

    /// <summary>Null when the source gives no value.</summary>
    public string? Resolve(string source, string key) => KeySource.Resolve(source, $"{Path}:{key}", Inputs, Faults);
}
