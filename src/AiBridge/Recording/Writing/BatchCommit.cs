using System.Data.Common;
using AiBridge.Recording.Journaling;
using AiBridge.Storage;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Gets a batch into the database however long that takes. Only a record whose data the database refuses, or that cannot be written for a reason
/// which nobody knows (memory that is never there, too), is put aside, so that one bad record never stops the rest.
/// </summary>
internal sealed partial class BatchCommit(
    RecordStore store, RejectedRecords rejected, RecordExport export, TimeProvider clock, RecordingMetrics metrics, ILogger<BatchCommit> logger)
{
    /// <summary>How often something is tried that fails without the database being away.</summary>
    public const int MostTries = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Told when the database turns out to be away, and when it is back.</summary>
    public Action<bool>? AwayChanged { get; set; }

    /// <summary>Writes the items; returns when all of them are in the database or put aside.</summary>
    public async Task WriteAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellation)
    {
        await StoreAsync(items, cancellation);
        export.Write(items);
    }

    private async Task StoreAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellation)
    {
        if (items is [var single])
        {
            await WriteSingleAsync(single, cancellation);
            return;
        }

        try
        {
            await RepeatAsync(() => Write(items), mostTries: 1, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // It is not known which one it is.
            Log.OneByOne(logger, failure, items.Count);
            foreach (var item in items)
                await WriteSingleAsync(item, cancellation);
        }
    }

    /// <summary>Repeats work on the database until it is done; throws only what another try would not mend.</summary>
    public Task RepeatAsync(Action work, CancellationToken cancellation) => RepeatAsync(work, MostTries, cancellation);

    /// <summary>How long to wait after that many tries.</summary>
    public static TimeSpan PauseAfter(int tries)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(tries - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private async Task RepeatAsync(Action work, int mostTries, CancellationToken cancellation)
    {
        var (isAway, unexpected) = (false, 0);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    work();
                    if (isAway)
                        Log.Back(logger);
                    return;
                }
                catch (Exception failure) when (IsAway(failure) || (!store.IsRefusal(failure) && ++unexpected < mostTries))
                {
                    // A lock or a lost file is told by its words; how it came here matters for anything else.
                    if (!isAway)
                        Log.Away(logger, StoreFailures.IsUnavailable(failure) ? null : failure, StoreFailures.Message(failure));
                }

                if (!isAway)
                    AwayChanged?.Invoke(true);
                isAway = true;
                await Task.Delay(PauseAfter(tries), clock, cancellation);
            }
        }
        finally
        {
            if (isAway)
                AwayChanged?.Invoke(false);
        }
    }

    /// <summary>The fault lies with the database or the disk, which come back.</summary>
    private bool IsAway(Exception failure) =>
        !store.IsRefusal(failure) && (failure is DbException or IOException or UnauthorizedAccessException || StoreFailures.IsUnavailable(failure));

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
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await SetAsideAsync(item.Id, failure, () => rejected.Keep(item), cancellation);
        }
    }

    /// <summary>Puts aside what could not even be read back.</summary>
    public Task SetAsideAsync(JournalEntry entry, Exception failure, CancellationToken cancellation) =>
        SetAsideAsync(RejectedRecords.IdOf(entry), failure, () => rejected.Keep(entry), cancellation);

    private async Task SetAsideAsync(Guid interceptionId, Exception failure, Action keep, CancellationToken cancellation)
    {
        metrics.RecordRejected();
        Log.Rejected(logger, failure, interceptionId);
        try
        {
            await RepeatAsync(keep, cancellation);
        }
        catch (Exception lost) when (lost is not OperationCanceledException)
        {
            Log.Lost(logger, lost, interceptionId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1400, LogLevel.Error, "The database cannot be written ({Words}); records wait in the journal until it can")]
        public static partial void Away(ILogger logger, Exception? failure, string words);

        [LoggerMessage(1401, LogLevel.Information, "The database can be written again")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(1402, LogLevel.Error, "The record of interception {InterceptionId} cannot be written; it was put aside (rejected.jsonl)")]
        public static partial void Rejected(ILogger logger, Exception failure, Guid interceptionId);

        [LoggerMessage(1404, LogLevel.Warning, "{Count} records cannot be written together; they are written one by one")]
        public static partial void OneByOne(ILogger logger, Exception failure, int count);

        [LoggerMessage(1405, LogLevel.Error, "The record of interception {InterceptionId} could not even be put aside")]
        public static partial void Lost(ILogger logger, Exception failure, Guid interceptionId);

        [LoggerMessage(1403, LogLevel.Warning, "{Count} ends have no beginning: those records were damaged")]
        public static partial void Orphans(ILogger logger, int count);
    }
}
