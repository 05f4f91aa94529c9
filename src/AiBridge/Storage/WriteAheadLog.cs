using AiBridge.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>
/// Brings what lies beside the database into it: at the end, so that the file alone is whole, and when it has grown large, which happens while
/// somebody reads for long. Stopped after everything that writes.
/// </summary>
internal sealed partial class WriteAheadLog(IDbContextFactory<BridgeDb> contexts, TimeProvider clock, ILogger<WriteAheadLog> logger) : LastingService(clock, logger)
{
    public const long MostBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(leastBytes: 0, cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        while (await timer.WaitForNextTickAsync(stopping))
            await TryAsync(MostBytes, stopping);
    }

    private async Task TryAsync(long leastBytes, CancellationToken cancellation)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            await db.CheckpointAsync(leastBytes, cancellation);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            Log.Left(logger, StoreFailures.Message(failure));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1331, LogLevel.Warning, "What lies beside the database could not be brought into it for now: {Failure}")]
        public static partial void Left(ILogger logger, string failure);
    }
}
