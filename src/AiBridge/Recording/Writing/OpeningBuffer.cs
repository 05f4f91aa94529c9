namespace AiBridge.Recording.Writing;

/// <summary>Beginnings that wait a moment for their ends, so that a short request becomes one insert.</summary>
internal sealed class OpeningBuffer(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, BatchItem> _waiting = [];
    private readonly Queue<(Guid Id, long Since)> _order = [];

    /// <summary>Of all that is held, see <see cref="BatchItem.Bytes"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>False when it is held already.</summary>
    public bool Hold(BatchItem begun)
    {
        if (!_waiting.TryAdd(begun.Id, begun))
            return false;
        Bytes += begun.Bytes;
        _order.Enqueue((begun.Id, clock.GetTimestamp()));
        return true;
    }

    /// <summary>The beginning that belongs to an end; null when it was written already.</summary>
    public BatchItem? Take(Guid id)
    {
        if (!_waiting.Remove(id, out var item))
            return null;
        Bytes -= item.Bytes;
        return item;
    }

    /// <summary>Moves out what has waited long enough, or everything.</summary>
    public void MoveDue(List<BatchItem> batch, bool all)
    {
        while (_order.TryPeek(out var oldest) && (all || !_waiting.ContainsKey(oldest.Id) || clock.GetElapsedTime(oldest.Since) >= Patience))
        {
            if (Take(oldest.Id) is { } item)
                batch.Add(item);
            _order.Dequeue();
        }
    }
}
