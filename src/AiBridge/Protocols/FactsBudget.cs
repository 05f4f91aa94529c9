namespace AiBridge.Protocols;

/// <summary>
/// How much of one answer is kept as facts: whoever answers may name and repeat what it likes, for as long as it likes. What is
/// over is left out, and the record says so. Counted in bytes as they came; the memory they take is more.
/// </summary>
internal sealed class FactsBudget
{
    /// <summary>All facts of one answer together. The longest answers of today's models have less than one.</summary>
    public const int Most = 32 * 1024 * 1024;

    /// <summary>What a fact costs whatever it says: its names, and a row with its entries in the indexes.</summary>
    public const int Fact = 2048;

    /// <summary>What it costs to remember that something was told already.</summary>
    public const int Mark = 512;

    /// <summary>Bytes of memory that a byte takes: where fragments gather, up to twice, and in the text that is made of them, twice.</summary>
    private const int Copies = 4;

    /// <summary>What it takes of the memory that all requests share is asked for in such steps; the first one is free.</summary>
    private const int Step = 64 * 1024;

    private long _left = Most;
    private long _room = Step;
    private long _carried;

    /// <summary>Asks for memory that all requests share; null: nobody counts it.</summary>
    public Func<long, bool>? MoreRoom { get; set; }

    /// <summary>The memory that all requests share was used up.</summary>
    public bool IsCrowdedOut { get; private set; }

    /// <summary>Something was left out: the facts are not whole.</summary>
    public bool IsShort { get; private set; }

    /// <summary>There was no room for something: nothing is kept any more, lest what comes later is taken for the rest of it.</summary>
    public bool IsSpent => _left < 0;

    public bool TryTake(long bytes)
    {
        if (bytes <= _left && HasRoomFor(Copies * bytes))
        {
            _left -= bytes;
            return true;
        }

        _left = -1;
        IsShort = true;
        return false;
    }

    /// <summary>Whether an event of that many bytes may be carried until it is whole; the largest one counts.</summary>
    public bool TryCarry(long bytes)
    {
        if (bytes <= _carried)
            return true;
        if (HasRoomFor(bytes - _carried))
        {
            _carried = bytes;
            return true;
        }

        IsShort = true;
        return false;
    }

    /// <summary>What was taken is not kept any more.</summary>
    public void Return(long bytes)
    {
        if (IsSpent)
            return;
        _left += bytes;
        _room += Copies * bytes;
    }

    private bool HasRoomFor(long bytes)
    {
        var missing = bytes - _room;
        if (missing > 0)
        {
            missing = (missing + Step - 1) / Step * Step;
            if (MoreRoom?.Invoke(missing) == false)
            {
                IsCrowdedOut = true;
                return false;
            }

            _room += missing;
        }

        _room -= bytes;
        return true;
    }

    /// <summary>Something is too long by itself; there is room for others.</summary>
    public void LeaveOut() => IsShort = true;
}
