using AiBridge.Configuration;

namespace AiBridge.Telemetry;

/// <summary>Keeps the levels of the running log at what the configuration says; all else of it takes a restart.</summary>
internal sealed class LogLevelWatch(LogLevels levels, LiveConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        configuration.Changed += Follow;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        configuration.Changed -= Follow;
        return Task.CompletedTask;
    }

    // What has faults never gets into force.
    private void Follow(BridgeOptions now) => levels.Replace(LogLevelRules.Read(now.Serilog, new ConfigurationFaults()));
}
