using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>Beginnings that wait a moment for their ends, so that a short request becomes one insert.</summary>
internal sealed class OpeningBuffer(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, BatchItem> _waiting = [];
    private readonly Queue<(Guid Id, long Since)> _order = [];

    /// <summary>False when it is held already.</summary>
    public bool Hold(OpeningRecord opening, Segment? segment)
    {
        if (!_waiting.TryAdd(opening.Id, new BatchItem { Opening = opening, OpeningSegment = segment }))
            return false;
        _order.Enqueue((opening.Id, clock.GetTimestamp()));
        return true;
    }

    /// <summary>The beginning that belongs to an end; null when it was written already.</summary>
    public BatchItem? Take(Guid id) => _waiting.Remove(id, out var item) ? item : null;

    /// <summary>Moves out what has waited long enough, or everything.</summary>
    public void MoveDue(List<BatchItem> batch, bool all)
    {
        while (_order.TryPeek(out var oldest) && (all || !_waiting.ContainsKey(oldest.Id) || clock.GetElapsedTime(oldest.Since) >= Patience))
        {
            _order.Dequeue();
            if (_waiting.Remove(oldest.Id, out var item))
                batch.Add(item);
        }
    }
}
