using AiBridge.Configuration;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Deletes interceptions older than <c>Recording:RetentionDays</c>, once an hour and in batches so that nobody waits long for the lock.</summary>
internal sealed partial class Retention(
    IDbContextFactory<BridgeDb> contexts, LiveConfiguration configuration, TimeProvider clock, ILogger<Retention> logger) : BackgroundService
{
    public const int BatchSize = 1000;

    /// <summary>Deletes what is due now; returns how many interceptions went.</summary>
    public async Task<int> DeleteExpiredAsync(CancellationToken cancellation)
    {
        var days = configuration.Current.Recording.RetentionDays;
        if (days == 0)
            return 0;

        var before = clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        var total = 0;
        int deleted;
        do
        {
            deleted = await DeleteBatchAsync(before, cancellation);
            total += deleted;
        }
        while (deleted == BatchSize);
        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var deleted = await DeleteExpiredAsync(stoppingToken);
                if (deleted > 0)
                    Log.Deleted(logger, deleted);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Log.Failed(logger, failure);
            }
        }
    }

    private async Task<int> DeleteBatchAsync(long before, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var bound = TimeOrderedId.LowestAt(before);
        var oldest = db.Interceptions
            .Where(row => row.Id.CompareTo(bound) < 0 && row.StartedAt < before)
            .OrderBy(row => row.Id)
            .Take(BatchSize)
            .Select(row => row.Id);
        return await db.Interceptions.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Information, "Deleted {Count} interceptions past their retention")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(1302, LogLevel.Warning, "Deleting old interceptions failed; the next try is in an hour")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
