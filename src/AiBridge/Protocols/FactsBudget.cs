namespace AiBridge.Protocols;

/// <summary>
/// How much of one answer is kept as facts: whoever answers may name and repeat what it likes, for as long as it likes. What is
/// over is left out, and the record says so. Counted in bytes as they came; a text takes up to twice as much.
/// </summary>
internal sealed class FactsBudget
{
    /// <summary>All facts of one answer together. The longest answers of today's models have less than one.</summary>
    public const int Most = 32 * 1024 * 1024;

    /// <summary>What a fact costs whatever it says: its names, and a row with its entries in the indexes.</summary>
    public const int Fact = 2048;

    /// <summary>What it costs to remember that something was told already.</summary>
    public const int Mark = 512;

    private long _left = Most;

    /// <summary>Something was left out: the facts are not whole.</summary>
    public bool IsShort { get; private set; }

    /// <summary>There was no room for something: nothing is kept any more, lest what comes later is taken for the rest of it.</summary>
    public bool IsSpent => _left < 0;

    public bool TryTake(long bytes)
    {
        if (bytes <= _left)
        {
            _left -= bytes;
            return true;
        }

        _left = -1;
        IsShort = true;
        return false;
    }

    /// <summary>What was taken is not kept any more.</summary>
    public void Return(long bytes)
    {
        if (!IsSpent)
            _left += bytes;
    }

    /// <summary>Something is too long by itself; there is room for others.</summary>
    public void LeaveOut() => IsShort = true;
}
