namespace AiBridge.Telemetry;

/// <summary>
/// Work in the background until the process ends. A failure that nobody expected is logged and the work begun again a second later: by
/// itself the host would end the process, or leave the work undone.
/// </summary>
internal abstract partial class LastingService(TimeProvider clock, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected TimeProvider Clock { get; } = clock;

    /// <summary>Returns when it is cancelled.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
                return;
            }
            catch (Exception failure)
            {
                await PauseAsync(failure, stoppingToken);
            }
        }
    }

    private async Task PauseAsync(Exception failure, CancellationToken stopping)
    {
        try
        {
            if (stopping.IsCancellationRequested)
                return;
            Log.BegunAgain(logger, failure, GetType().Name);
            await Task.Delay(Pause, Clock, stopping);
        }
        catch (Exception ended) when (ended is OperationCanceledException or OutOfMemoryException)
        {
            // The way it ends; or not even memory to say so.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2200, LogLevel.Error, "{Service} failed unexpectedly; it begins again in a second")]
        public static partial void BegunAgain(ILogger logger, Exception failure, string service);
    }
}
