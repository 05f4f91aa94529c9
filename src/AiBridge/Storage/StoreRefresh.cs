using AiBridge.Telemetry;

namespace AiBridge.Storage;

/// <summary>Loads a snapshot at the start and notices within a second when another process changed what it holds.</summary>
internal sealed partial class StoreRefresh<TSnapshot>(TSnapshot snapshot, TimeProvider clock, ILogger<StoreRefresh<TSnapshot>> logger) : LastingService(clock, logger)
    where TSnapshot : StoreSnapshot
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await snapshot.ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await snapshot.WriteBackAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.Away(logger, snapshot.Kind, failure);
        }
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        var away = false;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                if (await snapshot.ReloadIfChangedAsync(stopping))
                    Log.Changed(logger, snapshot.Kind);
                await snapshot.WriteBackAsync(stopping);
                away = false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!away)
                    Log.Away(logger, snapshot.Kind, failure);
                away = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1303, LogLevel.Information, "Another process changed {Kind}; they were read anew")]
        public static partial void Changed(ILogger logger, string kind);

        [LoggerMessage(1304, LogLevel.Warning, "The store of {Kind} is out of reach; those known so far stay in force")]
        public static partial void Away(ILogger logger, string kind, Exception failure);
    }
}
