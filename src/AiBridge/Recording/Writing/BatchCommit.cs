using AiBridge.Storage;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Gets a batch into the database however long that takes. Only a record whose data the database refuses is put aside, so that
/// one bad record never stops the rest.
/// </summary>
internal sealed partial class BatchCommit(
    RecordStore store, RejectedRecords rejected, TimeProvider clock, RecordingMetrics metrics, ILogger<BatchCommit> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Told when the database turns out to be away, and when it is back.</summary>
    public Action<bool>? AwayChanged { get; set; }

    /// <summary>Writes the items; returns when all of them are in the database or put aside.</summary>
    public async Task WriteAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellation)
    {
        try
        {
            await RepeatAsync(() => Write(items), cancellation);
        }
        catch (Exception failure) when (store.IsRefusal(failure))
        {
            foreach (var item in items)
                await WriteSingleAsync(item, cancellation);
        }
    }

    /// <summary>Repeats work on the database until it is done; throws only what another try would not mend.</summary>
    public async Task RepeatAsync(Action work, CancellationToken cancellation)
    {
        try
        {
            work();
            return;
        }
        catch (Exception failure) when (!store.IsRefusal(failure))
        {
            // A lock or a lost file is told by its words; how it came here matters for anything else.
            Log.Away(logger, StoreFailures.IsUnavailable(failure) ? null : failure, StoreFailures.Message(failure));
        }

        AwayChanged?.Invoke(true);
        try
        {
            await RepeatUntilBackAsync(work, cancellation);
        }
        finally
        {
            AwayChanged?.Invoke(false);
        }
    }

    private async Task RepeatUntilBackAsync(Action work, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            await Task.Delay(PauseAfter(tries), clock, cancellation);
            try
            {
                work();
                Log.Back(logger);
                return;
            }
            catch (Exception failure) when (!store.IsRefusal(failure))
            {
                // Said already.
            }
        }
    }

    private static TimeSpan PauseAfter(int tries)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(tries - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private void Write(IReadOnlyList<BatchItem> items)
    {
        var began = clock.GetTimestamp();
        var orphans = store.Write([.. items.Select(RecordRows.Of)]);
        if (items.Count > 0)
            metrics.Written(clock.GetElapsedTime(began));
        if (orphans == 0)
            return;
        metrics.RecordsDamaged(orphans);
        Log.Orphans(logger, orphans);
    }

    private async Task WriteSingleAsync(BatchItem item, CancellationToken cancellation)
    {
        try
        {
            await RepeatAsync(() => Write([item]), cancellation);
        }
        catch (Exception failure) when (store.IsRefusal(failure))
        {
            metrics.RecordRejected();
            Log.Rejected(logger, failure, item.Id);
            await RepeatAsync(() => rejected.Keep(item), cancellation);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1400, LogLevel.Error, "The database cannot be written ({Words}); records wait in the journal until it can")]
        public static partial void Away(ILogger logger, Exception? failure, string words);

        [LoggerMessage(1401, LogLevel.Information, "The database can be written again")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(1402, LogLevel.Error, "The database refuses the record of interception {InterceptionId}; it was put aside")]
        public static partial void Rejected(ILogger logger, Exception failure, Guid interceptionId);

        [LoggerMessage(1403, LogLevel.Warning, "{Count} ends have no beginning: those records were damaged")]
        public static partial void Orphans(ILogger logger, int count);
    }
}
