using AiBridge.Configuration;
using AiBridge.Exchanges;

namespace AiBridge.Shutdown;

/// <summary>
/// Holds the server's end back until the requests in flight have ended: by themselves within <c>Shutdown:DrainSeconds</c>, then
/// in their family's way. Runs before any other service is stopped.
/// </summary>
internal sealed partial class ShutdownService(
    Draining draining, StreamShutdown streams, StopSignals signals, LiveConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<ShutdownService> logger)
    : IHostedLifecycleService
{
    /// <summary>What the host's own limit lies above the time to drain: the ends below, the server, the journal.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ForEnds = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ForCuts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForConnections = TimeSpan.FromSeconds(3);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        signals.Watch();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var idle = draining.BeginAsync();
        lifetime.StopApplication();
        if (!idle.IsCompleted)
            await EndRequestsAsync(idle, cancellationToken);
        draining.EndConnectionsAfter(ForConnections);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndRequestsAsync(Task idle, CancellationToken cancellationToken)
    {
        Log.Draining(logger, draining.InFlight, configuration.Current.Shutdown.DrainSeconds);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Again);
        if (await EndedAsync(idle, TimeSpan.FromSeconds(configuration.Current.Shutdown.DrainSeconds), hurry.Token))
            return;

        Log.Ending(logger, draining.InFlight);
        draining.EndUnanswered();
        streams.EndAll();
        if (await EndedAsync(idle, ForEnds, cancellationToken))
            return;
        Log.CuttingOff(logger, draining.InFlight);
        draining.CutAll();
        await EndedAsync(idle, ForCuts, cancellationToken);
    }

    private static async Task<bool> EndedAsync(Task idle, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            // The process's own end is measured in real seconds, whatever clock the product was given.
            await idle.WaitAsync(limit, TimeProvider.System, cancellation);
            return true;
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Information, "Going down: {InFlight} requests in flight may go on for {DrainSeconds} s")]
        public static partial void Draining(ILogger logger, int inFlight, int drainSeconds);

        [LoggerMessage(2101, LogLevel.Warning, "Time is up: {InFlight} requests in flight are ended")]
        public static partial void Ending(ILogger logger, int inFlight);

        [LoggerMessage(2102, LogLevel.Warning, "{InFlight} requests did not end and are cut off")]
        public static partial void CuttingOff(ILogger logger, int inFlight);
    }
}
