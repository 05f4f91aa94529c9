namespace AiBridge.Exchanges;

/// <summary>What those who watch are shown of a running call. Written where the call runs, read by <c>LiveFeed</c>; it holds nothing else of the call.</summary>
/// <param name="id">The interception.</param>
/// <param name="watch">Since which watch it is followed.</param>
/// <param name="begins">It has only just begun.</param>
internal sealed class LiveCall(Guid id, int watch, bool begins)
{
    private const long NotYet = -1;

    private long _bytes;
    private long _firstTokenMs = NotYet;
    private volatile string? _lastTool;
    private volatile bool _ended;

    public Guid Id { get; } = id;

    public int Watch { get; } = watch;

    public bool Begins { get; } = begins;

    /// <summary>Of the answer so far.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }

    /// <summary>The tool that was named last.</summary>
    public string? LastTool
    {
        get => _lastTool;
        set => _lastTool = value;
    }

    /// <summary>Null before, and for ever in answers that are no streams.</summary>
    public long? FirstTokenMs => Volatile.Read(ref _firstTokenMs) is not NotYet and var first ? first : null;

    public bool Ended
    {
        get => _ended;
        set => _ended = value;
    }

    /// <summary>Its end was shown, to the end of the watch: what it noted before may come behind that. For <c>LiveFeed</c>.</summary>
    public bool IsOver { get; set; }

    /// <summary>False when it is known already.</summary>
    public bool TryNoteFirstToken(TimeSpan after)
    {
        if (_firstTokenMs != NotYet)
            return false;
        Volatile.Write(ref _firstTokenMs, (long)after.TotalMilliseconds);
        return true;
    }
}
