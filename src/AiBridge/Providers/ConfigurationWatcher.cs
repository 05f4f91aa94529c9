using AiBridge.Telemetry;

namespace AiBridge.Providers;

/// <summary>Looks at the configuration files once a second. Polling also works where notifications do not: mounted volumes, network drives, exchanged links.</summary>
internal sealed partial class ConfigurationWatcher(ConfigurationReload reload, TimeProvider clock, ILogger<ConfigurationWatcher> logger) : LastingService(clock, logger)
{
    // Runs from the start on: the loop itself begins on another thread, some time later.
    private readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(1), clock);

    public override void Dispose()
    {
        base.Dispose();
        _timer.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (await _timer.WaitForNextTickAsync(stopping))
            Check();
    }

    private void Check()
    {
        try
        {
            reload.Check();
        }
        catch (Exception unexpected)
        {
            // One bad reading must not end the watching.
            Log.CheckFailed(logger, unexpected);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Error, "Looking at the configuration files failed")]
        public static partial void CheckFailed(ILogger logger, Exception exception);
    }
}
