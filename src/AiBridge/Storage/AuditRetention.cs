using AiBridge.Configuration;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Deletes audit entries older than <c>Audit:RetentionDays</c>, once an hour and in batches.</summary>
internal sealed partial class AuditRetention(
    IDbContextFactory<BridgeDb> contexts, LiveConfiguration configuration, TimeProvider clock, ILogger<AuditRetention> logger) : BackgroundService
{
    /// <summary>Deletes what is due now; returns how many entries went.</summary>
    public async Task<int> DeleteExpiredAsync(CancellationToken cancellation)
    {
        var days = configuration.Current.Audit.RetentionDays;
        if (days == 0)
            return 0;
        var bound = TimeOrderedId.LowestAt(clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds());
        var total = 0;
        int deleted;
        do
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var oldest = db.AuditEntries.Where(row => row.Id < bound).OrderBy(row => row.Id).Take(Retention.BatchSize).Select(row => row.Id);
            deleted = await db.AuditEntries.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
            total += deleted;
        }
        while (deleted == Retention.BatchSize);
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

    private static partial class Log
    {
        [LoggerMessage(1310, LogLevel.Information, "{Count} audit entries past their retention were deleted")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(1311, LogLevel.Warning, "Old audit entries could not be deleted; tried again in an hour")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
