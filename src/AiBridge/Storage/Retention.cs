using AiBridge.Configuration;
using AiBridge.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>
/// Deletes what is older than its retention (<c>Recording:RetentionDays</c>, <c>Audit:RetentionDays</c>; 0 days: kept for ever), once an
/// hour, soon after the start first, and in batches so that nobody waits long for the lock. Then its space goes back to the disk.
/// </summary>
internal sealed partial class Retention(
    IDbContextFactory<BridgeDb> contexts, LiveConfiguration configuration, FreedSpace space, TimeProvider clock, ILogger<Retention> logger) : LastingService(clock, logger)
{
    public const int BatchSize = 1000;

    // A process that never lives for an hour has to come to it too.
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes the interceptions that are due now; returns how many went.</summary>
    public Task<int> DeleteInterceptionsAsync(CancellationToken cancellation) => DeleteAsync(
        configuration.Current.Recording.RetentionDays,
        (db, before) =>
        {
            var bound = TimeOrderedId.LowestAt(before);
            var oldest = db.Interceptions.Where(row => row.Id.CompareTo(bound) < 0 && row.StartedAt < before).OrderBy(row => row.Id).Take(BatchSize).Select(row => row.Id);
            return db.Interceptions.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        },
        cancellation);

    /// <summary>Deletes the audit entries that are due now; returns how many went.</summary>
    public Task<int> DeleteAuditEntriesAsync(CancellationToken cancellation) => DeleteAsync(
        configuration.Current.Audit.RetentionDays,
        (db, before) =>
        {
            var bound = TimeOrderedId.LowestAt(before);
            var oldest = db.AuditEntries.Where(row => row.Id < bound).OrderBy(row => row.Id).Take(BatchSize).Select(row => row.Id);
            return db.AuditEntries.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        },
        cancellation);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(AfterStart, Clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            timer.Period = Interval;
            await TryAsync("interceptions", DeleteInterceptionsAsync, stopping);
            await TryAsync("audit entries", DeleteAuditEntriesAsync, stopping);
            await space.GiveBackAsync(stopping);
        }
    }

    private async Task TryAsync(string kind, Func<CancellationToken, Task<int>> delete, CancellationToken cancellation)
    {
        try
        {
            var deleted = await delete(cancellation);
            if (deleted > 0)
                Log.Deleted(logger, deleted, kind);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.Failed(logger, kind, failure);
        }
    }

    private async Task<int> DeleteAsync(int days, Func<BridgeDb, long, Task<int>> deleteBatch, CancellationToken cancellation)
    {
        if (days == 0)
            return 0;
        var before = Clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        var total = 0;
        int deleted;
        do
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            deleted = await deleteBatch(db, before);
            total += deleted;
        }
        while (deleted == BatchSize);
        return total;
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Information, "Deleted {Count} {Kind} past their retention")]
        public static partial void Deleted(ILogger logger, int count, string kind);

        [LoggerMessage(1302, LogLevel.Warning, "Deleting old {Kind} failed; the next try is in an hour")]
        public static partial void Failed(ILogger logger, string kind, Exception failure);
    }
}
