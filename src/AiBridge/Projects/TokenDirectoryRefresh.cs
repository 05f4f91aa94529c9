namespace AiBridge.Projects;

/// <summary>Loads the tokens at the start and notices within a second when another process changed them.</summary>
internal sealed partial class TokenDirectoryRefresh(TokenDirectory directory, TimeProvider clock, ILogger<TokenDirectoryRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await directory.StoreUsesAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.Away(logger, failure);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var away = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await directory.ReloadIfChangedAsync(stoppingToken))
                    Log.Changed(logger);
                await directory.StoreUsesAsync(stoppingToken);
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
        [LoggerMessage(1200, LogLevel.Information, "Another process changed tokens or projects; they were read anew")]
        public static partial void Changed(ILogger logger);

        [LoggerMessage(1201, LogLevel.Warning, "Tokens cannot be read; those known so far stay in force")]
        public static partial void Away(ILogger logger, Exception failure);
    }
}
