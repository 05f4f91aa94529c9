using System.Text.Json.Serialization.Metadata;
using AiBridge.Exchanges;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>
/// The single database writer for records: lets them gather for 250 ms, or until they are many, or until somebody calls for them,
/// then takes all in order and writes them in transactions of up to 200 items and 4 MiB. While the database is away it waits with what it
/// has taken; everything else stays on disk. What is at work when something fails is at work again when it is run anew.
/// </summary>
internal sealed partial class RecordWriter(
    RecordQueue queue, BatchCommit commit, DeadOwners deadOwners, TimeProvider clock, RecordingMetrics metrics, ILogger<RecordWriter> logger)
{
    private const int BatchLimit = 200;

    /// <summary>Bytes of records that are written together, and of beginnings that wait for their ends: each is in memory twice or more until it is stored.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>A larger beginning is not kept waiting for its end.</summary>
    private const int LargestHeld = 64 * 1024;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    private readonly OpeningBuffer _held = new(clock);
    private readonly List<BatchItem> _batch = [];
    private readonly List<TaskCompletionSource> _flushes = [];
    private long _bytes;

    /// <summary>Taken from the queue, and neither held nor in the batch yet.</summary>
    private JournalEntry? _current;

    /// <summary>Called after each transaction with the number of items in it.</summary>
    public Action<int>? Written { get; set; }

    /// <summary>Called each time the writer has been woken.</summary>
    public Action? Woken { get; set; }

    /// <summary>Called before each record that is read.</summary>
    public Action? Reading { get; set; }

    /// <summary>Something went wrong that nobody expected, and nothing was written since.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Runs until it is cancelled, or something fails that nobody expected: it may be run again then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var stop = cancellation.UnsafeRegister(static queue => ((RecordQueue)queue!).Wake(), queue);
        try
        {
            await deadOwners.TrySweepAsync(cancellation);
            // Nothing is written. Wording the statements takes longer than a query waits, and the first record is one somebody looks for.
            await commit.WriteAsync([], cancellation);
            for (var due = IsFailing ? clock.GetTimestamp() : Due(TimeSpan.Zero); ;)
            {
                await queue.WaitAsync(due);
                cancellation.ThrowIfCancellationRequested();
                Woken?.Invoke();
                if (queue.IsPressing || (due != WakeSignal.Never && clock.GetTimestamp() >= due))
                    await TakeAllAsync(cancellation);
                else if (due != WakeSignal.Never)
                    continue;
                due = Due(Gathering);
            }
        }
        catch
        {
            IsFailing = true;
            if (cancellation.IsCancellationRequested)
                CancelFlushes();
            throw;
        }
    }

    private long Due(TimeSpan wait) => queue.AllStored && _flushes.Count == 0 ? WakeSignal.Never : clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency);

    /// <summary>Takes what is there now; what is added meanwhile is for the next time, so that one who calls is not kept waiting by those who come later.</summary>
    private async ValueTask TakeAllAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        if (_current is { } interrupted)
            await TakeAsync(interrupted, cancellation);
        for (var left = queue.Count; left > 0 && queue.TryTake(out var entry); left--)
            await TakeAsync(entry, cancellation);
        _held.MoveDue(_batch, all: _flushes.Count > 0);
        await CommitAsync(cancellation);
        queue.StoredUntil(began);
        IsFailing = false;
        _flushes.ForEach(flush => flush.TrySetResult());
        _flushes.Clear();
    }

    private void CancelFlushes()
    {
        _flushes.ForEach(flush => flush.TrySetCanceled(CancellationToken.None));
        _flushes.Clear();
    }

    private async ValueTask TakeAsync(JournalEntry entry, CancellationToken cancellation)
    {
        _current = entry;
        if (entry.Kind == EntryKind.Flush)
            _flushes.Add((TaskCompletionSource)entry.Source!);
        else if (entry.Kind == EntryKind.Sweep)
            await deadOwners.TrySweepAsync(cancellation);
        else
            await TakeRecordAsync(entry, cancellation);
        _current = null;
    }

    private async ValueTask TakeRecordAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (_batch.Count >= BatchLimit || _bytes + entry.Length > MostBytes)
            await CommitAsync(cancellation);
        for (var tries = 1; ; tries++)
        {
            try
            {
                TakeRecord(entry);
                return;
            }
            catch (Exception failure) when (tries == BatchCommit.MostTries)
            {
                await commit.SetAsideAsync(entry, failure, cancellation);
                Drop(entry);
                return;
            }
            catch (Exception failure)
            {
                if (tries == 1)
                    Log.Hard(logger, failure);
            }

            // What is in memory for others goes first.
            await CommitAsync(cancellation);
            await Task.Delay(BatchCommit.PauseAfter(tries), clock, cancellation);
        }
    }

    private void TakeRecord(JournalEntry entry)
    {
        Reading?.Invoke();
        if (entry.Kind == EntryKind.Opening)
            TakeOpening(entry);
        else if (entry.Kind == EntryKind.Closing)
            TakeClosing(entry);
        else
            TakeAmendment(entry);
    }

    private void TakeOpening(JournalEntry entry)
    {
        if (TryRead(entry, RecordJson.Default.OpeningRecord) is not { } opening)
        {
            Drop(entry);
            return;
        }

        var item = new BatchItem { Opening = opening, OpeningSegment = entry.Source as Segment, Bytes = entry.Length };
        if (entry.Length > LargestHeld || _held.Bytes + entry.Length > MostBytes)
            Add(item);
        else if (!_held.Hold(item))
            Drop(entry);
    }

    private void TakeClosing(JournalEntry entry)
    {
        if (TryRead(entry, RecordJson.Default.ClosingRecord) is not { } closing)
        {
            Drop(entry);
            return;
        }

        var item = _held.Take(closing.Id) ?? new BatchItem();
        item.Closing = closing;
        item.ClosingSegment = entry.Source as Segment;
        item.Bytes += entry.Length;
        Add(item);
    }

    private void TakeAmendment(JournalEntry entry)
    {
        if (TryRead(entry, RecordJson.Default.AmendmentRecord) is not { } amendment)
        {
            Drop(entry);
            return;
        }

        if (amendment.InterceptionId is { } id && _held.Take(id) is { } beginning)
            Add(beginning);
        Add(new BatchItem { Amendment = amendment, ClosingSegment = entry.Source as Segment, Bytes = entry.Length });
    }

    private void Add(BatchItem item)
    {
        _batch.Add(item);
        _bytes += item.Bytes;
    }

    private void Drop(JournalEntry entry)
    {
        (entry.Source as Segment)?.Release();
        queue.Stored(1);
    }

    private TRecord? TryRead<TRecord>(JournalEntry entry, JsonTypeInfo<TRecord> shape)
        where TRecord : class
    {
        try
        {
            if ((entry.Record as TRecord ?? RecordReading.Read(entry, shape)) is { } record)
                return record;
            Log.Unreadable(logger, null);
        }
        catch (IOException failure)
        {
            Log.Unreadable(logger, failure);
        }

        metrics.RecordsDamaged(1);
        return null;
    }

    private async ValueTask CommitAsync(CancellationToken cancellation)
    {
        if (_batch.Count == 0)
            return;
        await commit.WriteAsync(_batch, cancellation);
        var (items, records) = (_batch.Count, 0);
        foreach (var item in _batch)
        {
            item.Release();
            records += item.Records;
        }

        _batch.Clear();
        _bytes = 0;
        queue.Stored(records);
        Written?.Invoke(items);
    }

    private static partial class Log
    {
        [LoggerMessage(1420, LogLevel.Error, "A journal record cannot be read back; it is left out")]
        public static partial void Unreadable(ILogger logger, Exception? failure);

        [LoggerMessage(1421, LogLevel.Warning, "A journal record could not be read back; it is tried again")]
        public static partial void Hard(ILogger logger, Exception failure);
    }
}
