using System.Text.Json.Nodes;
using AiBridge.Configuration;

namespace AiBridge.Providers;

/// <summary>Puts a changed configuration into force, whole or not at all. What the process was started with stays until a restart.</summary>
/// <param name="inputs">Where the configuration is read from.</param>
/// <param name="started">The reading the process was started with.</param>
/// <param name="live">The options in force.</param>
/// <param name="registry">The providers in force.</param>
/// <param name="metrics">Counts both.</param>
/// <param name="logger">Says what was taken over, and what is wrong.</param>
internal sealed partial class ConfigurationReload(
    ConfigurationInputs inputs,
    ConfigurationReading started,
    LiveConfiguration live,
    ProviderRegistry registry,
    ReloadMetrics metrics,
    ILogger<ConfigurationReload> logger)
{
    private readonly Lock _checking = new();
    private FileStamps _files = started.Files;
    private IReadOnlyList<ProviderInstance> _providers = started.Providers;
    private string _awaitingRestart = "";

    /// <summary>Raised when a change is in force; must be quick.</summary>
    public event Action<ConfigurationChange>? Changed;

    /// <summary>Reads again if a file changed since the last reading; who comes meanwhile waits, and finds the change in force.</summary>
    public void Check()
    {
        lock (_checking)
            CheckAlone();
    }

    private void CheckAlone()
    {
        if (!_files.Changed())
            return;
        var reading = ConfigurationReading.Read(inputs);
        _files = reading.Files;
        var next = KeepStartedWith(reading.Options);
        var faults = reading.Faults.Count > 0 ? reading.Faults : FaultsOf(next);
        if (faults.Count > 0)
        {
            metrics.Refused();
            Log.Refused(logger, new ConfigurationException(faults).Message);
            return;
        }

        var change = new ConfigurationChange(live.Current, next, _providers, reading.Providers);
        live.Replace(next);
        registry.ReplaceConfigured(reading.Providers, reading.Ai);
        _providers = reading.Providers;
        metrics.Succeeded();
        Log.Reloaded(logger, reading.Providers.Count);
        Changed?.Invoke(change);
        SayWhatAwaitsRestart(reading.Options, next);
    }

    private BridgeOptions KeepStartedWith(BridgeOptions changed)
    {
        var first = started.Options;
        return changed with
        {
            Listen = first.Listen,
            Tls = first.Tls,
            BasePath = first.BasePath,
            DataDirectory = first.DataDirectory,
            Storage = first.Storage,
            Serilog = LogLevelRules.WithLevelsOf(first.Serilog, changed.Serilog),
            Telemetry = changed.Telemetry with { MetricsListen = first.Telemetry.MetricsListen },
            Logging = changed.Logging with { File = first.Logging.File },
        };
    }

    // The rules hold for what will be in force: Auth "none" together with a new loopback address would open the old, public one.
    private static IReadOnlyList<string> FaultsOf(BridgeOptions options)
    {
        var faults = new ConfigurationFaults();
        BridgeRules.Check(options, faults);
        return faults.All;
    }

    private void SayWhatAwaitsRestart(BridgeOptions wanted, BridgeOptions inForce)
    {
        var names = new List<string>();
        if (wanted.Listen != inForce.Listen)
            names.Add(nameof(wanted.Listen));
        if (wanted.Tls != inForce.Tls)
            names.Add(nameof(wanted.Tls));
        if (wanted.BasePath != inForce.BasePath)
            names.Add(nameof(wanted.BasePath));
        // The one in force is absolute.
        if (inputs.FullPath(wanted.DataDirectory) != inputs.FullPath(inForce.DataDirectory))
            names.Add(nameof(wanted.DataDirectory));
        if (wanted.Storage != inForce.Storage)
            names.Add(nameof(wanted.Storage));
        if (!JsonNode.DeepEquals(LogLevelRules.Others(wanted.Serilog), LogLevelRules.Others(inForce.Serilog)))
            names.Add(nameof(wanted.Serilog));
        if (wanted.Telemetry.MetricsListen != inForce.Telemetry.MetricsListen)
            names.Add("Telemetry:MetricsListen");
        if (wanted.Logging.File != inForce.Logging.File)
            names.Add("Logging:File");
        var awaiting = string.Join(", ", names);
        if (awaiting.Length > 0 && awaiting != _awaitingRestart)
            Log.NeedsRestart(logger, awaiting);
        _awaitingRestart = awaiting;
    }

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Configuration changed and is in force: {ProviderCount} providers")]
        public static partial void Reloaded(ILogger logger, int providerCount);

        [LoggerMessage(1101, LogLevel.Error, "The changed configuration is not used, the former stays in force. {Faults}")]
        public static partial void Refused(ILogger logger, string faults);

        [LoggerMessage(1102, LogLevel.Warning, "A change of {Settings} takes effect at the next start")]
        public static partial void NeedsRestart(ILogger logger, string settings);
    }
}

/// <summary>What was in force and what is now.</summary>
internal sealed record ConfigurationChange(
    BridgeOptions Before, BridgeOptions After, IReadOnlyList<ProviderInstance> ProvidersBefore, IReadOnlyList<ProviderInstance> ProvidersAfter);
