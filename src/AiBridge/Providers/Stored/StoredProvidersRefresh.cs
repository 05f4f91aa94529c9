namespace AiBridge.Providers.Stored;

/// <summary>Loads the stored providers at the start and notices within a second when another process changed them.</summary>
internal sealed partial class StoredProvidersRefresh(StoredProviders providers, TimeProvider clock, ILogger<StoredProvidersRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await providers.ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var away = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await providers.ReloadIfChangedAsync(stoppingToken))
                    Log.Changed(logger);
                away = false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!away)
                    Log.Away(logger, failure);
                away = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1105, LogLevel.Information, "Another process changed providers; they were read anew")]
        public static partial void Changed(ILogger logger);

        [LoggerMessage(1106, LogLevel.Warning, "Stored providers cannot be read; those known so far stay in force")]
        public static partial void Away(ILogger logger, Exception failure);
    }
}
