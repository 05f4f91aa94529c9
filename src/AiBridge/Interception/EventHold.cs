namespace AiBridge.Interception;

/// <summary>
/// Decides how much of the bytes read may go out: whole frames (events, of most streams) at once, an unfinished one after a short hold, so
/// that an upstream that dies inside a frame leaves nothing of it behind. All counts are bytes from the front of what is available.
/// </summary>
internal sealed class EventHold(TimeProvider clock)
{
    private const int MostHeld = 64 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private long _heldSince;
    private int _ready;
    private int _keptBack;

    /// <summary>Bytes looked at.</summary>
    public int Seen { get; private set; }

    /// <summary>Bytes that may go out.</summary>
    public int Ready => Math.Min(_ready, Seen - _keptBack);

    /// <summary>Once what is ready has gone out, part of a frame stands at the client.</summary>
    public bool CutsFrame { get; private set; }

    /// <summary>Timestamp at which the held bytes go out unfinished; null when none are held.</summary>
    public long? Deadline => Seen > _ready ? _heldSince + (long)(Longest.TotalSeconds * clock.TimestampFrequency) : null;

    /// <param name="count">New bytes.</param>
    /// <param name="boundary">The offset in them behind the last whole frame; negative when none ended.</param>
    public void Saw(int count, int boundary)
    {
        var heldBefore = Seen > _ready;
        if (boundary >= 0)
            (_ready, CutsFrame) = (Seen + boundary, false);
        Seen += count;
        if (CutsFrame)
            _ready = Seen;
        if (Seen == _ready)
            return;
        if (boundary >= 0 || !heldBefore)
            _heldSince = clock.GetTimestamp();
        if (Seen - _ready >= MostHeld)
            ReleaseUnfinished();
    }

    /// <summary>So many of the last bytes stay until more have come, or everything is let go.</summary>
    public void KeepBack(int last) => _keptBack = last;

    /// <summary>Lets the part of a frame go.</summary>
    public void ReleaseUnfinished() => (_ready, CutsFrame) = (Seen, true);

    /// <summary>Lets everything go: the upstream has ended, and what is held is whole.</summary>
    public void ReleaseWhole() => (_ready, _keptBack, CutsFrame) = (Seen, 0, false);

    public void Consumed(int count) => (Seen, _ready) = (Seen - count, _ready - count);

    /// <summary>What is held will never go out.</summary>
    public void Drop() => (Seen, _ready, _keptBack) = (0, 0, 0);
}
