using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers.Ai;

namespace AiBridge.Providers;

/// <summary>One reading of the whole configuration: options, providers, everything wrong with them, and the files it came from.</summary>
/// <param name="Options">Only good for use without faults.</param>
/// <param name="Providers">Only good for use without faults.</param>
/// <param name="Faults">All of them; empty when the configuration can be used.</param>
/// <param name="Files">How the files were just before they were read, those of <c>file:</c> key sources too.</param>
internal sealed record ConfigurationReading(
    BridgeOptions Options,
    IReadOnlyList<ProviderInstance> Providers,
    IReadOnlyList<string> Faults,
    FileStamps Files)
{
    /// <summary>Only good for use without faults.</summary>
    public required ForwardProxy Proxy { get; init; }

    /// <summary>Only good for use without faults.</summary>
    public required ServerAi Ai { get; init; }

    public static ConfigurationReading Read(ConfigurationInputs inputs)
    {
        var faults = new ConfigurationFaults();
        var files = FileStamps.Of(ConfigurationFiles.Watched(inputs));
        var options = ConfigurationLoader.Load(inputs, faults);
        files = files.With(options.Providers.SelectMany(KeySources).Append(options.Network.Proxy).Append(options.Ai.ApiKey).Select(source => KeySource.PathOf(source, inputs)).OfType<string>());
        var proxy = ForwardProxy.Read(options.Network.Proxy, inputs, faults);
        var providers = ProviderConfiguration.Build(options, inputs, faults);
        var ai = ServerAi.Read(options.Ai, inputs, faults);
        return new ConfigurationReading(options, providers, faults.All, files) { Proxy = proxy, Ai = ai };
    }

    /// <exception cref="ConfigurationException">Lists every fault.</exception>
    public static ConfigurationReading ReadOrThrow(ConfigurationInputs inputs)
    {
        var reading = Read(inputs);
        return reading.Faults.Count > 0 ? throw new ConfigurationException(reading.Faults) : reading;
    }

    private static IEnumerable<string> KeySources(ProviderOptions entry) =>
        [.. (entry.Keys ?? []).Select(key => key.Value).Append(entry.CustomHeader?.Value).Append(entry.OAuth?.ClientSecret).OfType<string>()];
}
