using AiBridge.Recording.Journaling;
using AiBridge.Telemetry;

namespace AiBridge.Recording.Writing;

/// <summary>
/// The single database writer for records: takes entries in order, gathers up to 200 items or 100 ms, and writes them as one
/// transaction. While the database is away it waits with what it has taken; everything else stays on disk.
/// </summary>
internal sealed partial class RecordWriter(
    RecordQueue queue, BatchCommit commit, DeadOwners deadOwners, TimeProvider clock, BridgeMetrics metrics, ILogger<RecordWriter> logger)
{
    private const int BatchLimit = 200;
    private static readonly TimeSpan TickAfter = TimeSpan.FromMilliseconds(100);

    private readonly HeldOpenings _held = new(clock);
    private readonly List<BatchItem> _batch = [];
    private bool _ticking;

    /// <summary>Called after each transaction with the number of items in it.</summary>
    public Action<int>? Written { get; set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var tick = clock.CreateTimer(_ => queue.Add(JournalEntry.Signal(EntryKind.Tick)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await deadOwners.SweepAsync(cancellation);
        while (await queue.Reader.WaitToReadAsync(cancellation))
        {
            while (queue.Reader.TryRead(out var entry))
            {
                await TakeAsync(entry, cancellation);
                if (_ticking || _batch.Count + _held.Count == 0)
                    continue;
                _ticking = true;
                tick.Change(TickAfter, Timeout.InfiniteTimeSpan);
            }
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
            case EntryKind.Tick:
                _ticking = false;
                _held.MoveDue(_batch, all: false);
                await CommitAsync(cancellation);
                break;
            case EntryKind.Flush:
                _held.MoveDue(_batch, all: true);
                await CommitAsync(cancellation);
                (entry.Source as TaskCompletionSource)?.TrySetResult();
                break;
            case EntryKind.Sweep:
                await deadOwners.SweepAsync(cancellation);
                break;
        }

        if (_batch.Count >= BatchLimit)
            await CommitAsync(cancellation);
    }

    private void TakeOpening(JournalEntry entry)
    {
        var segment = entry.Source as Segment;
        if (TryRead(entry, RecordReading.Opening) is { } opening)
            _held.Hold(opening, segment);
        else
            segment?.Release();
    }

    private void TakeClosing(JournalEntry entry)
    {
        var segment = entry.Source as Segment;
        if (TryRead(entry, RecordReading.Closing) is not { } closing)
        {
            segment?.Release();
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
            segment?.Release();
            return;
        }

        if (amendment.InterceptionId is { } id && _held.Take(id) is { } beginning)
            _batch.Add(beginning);
        _batch.Add(new BatchItem { Amendment = amendment, ClosingSegment = segment });
    }

    private TRecord? TryRead<TRecord>(JournalEntry entry, Func<ReadOnlySpan<byte>, TRecord?> parse)
        where TRecord : class
    {
        try
        {
            if ((queue.Take(entry) as TRecord ?? RecordReading.Read(entry, parse)) is { } record)
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
        foreach (var item in _batch)
            item.Release();
        var count = _batch.Count;
        _batch.Clear();
        Written?.Invoke(count);
    }

    private static partial class Log
    {
        [LoggerMessage(1420, LogLevel.Error, "A journal record cannot be read back; it is left out")]
        public static partial void Unreadable(ILogger logger, Exception? failure);
    }
}
