using AiBridge.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace AiBridge.Telemetry;

/// <summary>Keeps the level of the running log at what the configuration says; its file takes a restart.</summary>
internal sealed class LogLevelWatch(LoggingLevelSwitch level, LiveConfiguration configuration) : IHostedService
{
    public static LogEventLevel LevelOf(LoggingOptions options) => Enum.Parse<LogEventLevel>(options.Level);

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

    private void Follow(BridgeOptions now) => level.MinimumLevel = LevelOf(now.Logging);
}
