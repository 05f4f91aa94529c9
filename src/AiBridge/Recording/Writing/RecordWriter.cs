using AiBridge.Exchanges;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Writing;

/// <summary>
/// The single database writer for records: lets them gather for 250 ms, or until they are many, or until somebody calls for them,
/// then takes all in order and writes them in transactions of up to 200 items. While the database is away it waits with what it
/// has taken; everything else stays on disk.
/// </summary>
internal sealed partial class RecordWriter(
    RecordQueue queue, BatchCommit commit, DeadOwners deadOwners, TimeProvider clock, RecordingMetrics metrics, ILogger<RecordWriter> logger)
{
    private const int BatchLimit = 200;

    /// <summary>Bytes of records that are written together: each is in memory twice or more until it is stored.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>A larger beginning is not kept waiting for its end.</summary>
    private const int LargestHeld = 64 * 1024;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    private readonly OpeningBuffer _held = new(clock);
    private readonly List<BatchItem> _batch = [];
    private readonly List<TaskCompletionSource> _flushes = [];
    private long _bytes;

    /// <summary>Called after each transaction with the number of items in it.</summary>
    public Action<int>? Written { get; set; }

    /// <summary>Called each time the writer has been woken.</summary>
    public Action? Woken { get; set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var stop = cancellation.UnsafeRegister(static queue => ((RecordQueue)queue!).Wake(), queue);
        await deadOwners.SweepAsync(cancellation);
        // Nothing is written. Wording the statements takes longer than a query waits, and the first record is one somebody looks for.
        await commit.WriteAsync([], cancellation);
        for (var due = WakeSignal.Never; ;)
        {
            await queue.WaitAsync(due);
            cancellation.ThrowIfCancellationRequested();
            Woken?.Invoke();
            if (queue.IsPressing || (due != WakeSignal.Never && clock.GetTimestamp() >= due))
                await TakeAllAsync(cancellation);
            else if (due != WakeSignal.Never)
                continue;
            due = queue.AllStored ? WakeSignal.Never : clock.GetTimestamp() + (long)(Gathering.TotalSeconds * clock.TimestampFrequency);
        }
    }

    /// <summary>Takes what is there now; what is added meanwhile is for the next time, so that one who calls is not kept waiting by those who come later.</summary>
    private async ValueTask TakeAllAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        try
        {
            for (var left = queue.Count; left > 0 && queue.TryTake(out var entry); left--)
                await TakeAsync(entry, cancellation);
            _held.MoveDue(_batch, all: _flushes.Count > 0);
            await CommitAsync(cancellation);
            queue.StoredUntil(began);
            _flushes.ForEach(flush => flush.TrySetResult());
        }
        finally
        {
            _flushes.ForEach(flush => flush.TrySetCanceled(CancellationToken.None));
            _flushes.Clear();
        }
    }

    private async ValueTask TakeAsync(JournalEntry entry, CancellationToken cancellation)
    {
        switch (entry.Kind)
        {
            case EntryKind.Opening:
                TakeOpening(entry);
                break;
            case EntryKind.Closing:
                TakeClosing(entry);
                break;
            case EntryKind.Amendment:
                TakeAmendment(entry);
                break;
            case EntryKind.Flush:
                _flushes.Add((TaskCompletionSource)entry.Source!);
                break;
            case EntryKind.Sweep:
                await deadOwners.SweepAsync(cancellation);
                break;
        }

        if (_batch.Count >= BatchLimit || _bytes >= MostBytes)
            await CommitAsync(cancellation);
    }

    private void TakeOpening(JournalEntry entry)
    {
        var segment = entry.Source as Segment;
        if (TryRead(entry, RecordReading.Opening) is not { } opening)
            Drop(segment);
        else if (entry.Length > LargestHeld)
            _batch.Add(new BatchItem { Opening = opening, OpeningSegment = segment });
        else if (!_held.Hold(opening, segment))
            Drop(segment);
    }

    private void TakeClosing(JournalEntry entry)
    {
        var segment = entry.Source as Segment;
        if (TryRead(entry, RecordReading.Closing) is not { } closing)
        {
            Drop(segment);
            return;
        }

        var item = _held.Take(closing.Id) ?? new BatchItem();
        item.Closing = closing;
        item.ClosingSegment = segment;
        _batch.Add(item);
    }

    private void TakeAmendment(JournalEntry entry)
    {
        var segment = entry.Source as Segment;
        if (TryRead(entry, RecordReading.Amendment) is not { } amendment)
        {
            Drop(segment);
            return;
        }

        if (amendment.InterceptionId is { } id && _held.Take(id) is { } beginning)
            _batch.Add(beginning);
        _batch.Add(new BatchItem { Amendment = amendment, ClosingSegment = segment });
    }

    private void Drop(Segment? segment)
    {
        segment?.Release();
        queue.Stored(1);
    }

    private TRecord? TryRead<TRecord>(JournalEntry entry, Func<ReadOnlySpan<byte>, TRecord?> parse)
        where TRecord : class
    {
        try
        {
            _bytes += entry.Length;
            if ((entry.Record as TRecord ?? RecordReading.Read(entry, parse)) is { } record)
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
        Written?.Invoke(items);
        queue.Stored(records);
    }

    private static partial class Log
    {
        [LoggerMessage(1420, LogLevel.Error, "A journal record cannot be read back; it is left out")]
        public static partial void Unreadable(ILogger logger, Exception? failure);
    }
}
