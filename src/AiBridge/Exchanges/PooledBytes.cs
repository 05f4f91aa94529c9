namespace AiBridge.Exchanges;

/// <summary>A growing copy for an observer, with a cap; once over the cap it holds nothing more and says so.</summary>
/// <param name="cap">Bytes at most.</param>
/// <param name="exchange">Whose memory it takes; null: nobody counts it.</param>
internal sealed class PooledBytes(int cap, Exchange? exchange = null) : IDisposable
{
    private BufferBlock? _block;

    public int Length { get; private set; }

    /// <summary>More came than the cap allows, or than there is room for; what is held is not whole.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>There was no room for it: the buffers of all requests are full.</summary>
    public bool IsCrowdedOut { get; private set; }

    public ReadOnlySpan<byte> Span => _block is null ? [] : _block.Memory.Span[..Length];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Overflowed || bytes.Length > cap - Length || !TryEnsureRoom(bytes.Length))
        {
            Overflowed = true;
            return;
        }

        bytes.CopyTo(_block!.Memory.Span[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Free space to write into, then <see cref="Advance"/>; empty when the cap is reached, or there is no room.</summary>
    public Span<byte> Room(int atLeast)
    {
        var wanted = Math.Min(atLeast, cap - Length);
        if (wanted > 0 && TryEnsureRoom(wanted))
            return _block!.Memory.Span[Length..Math.Min(_block.Length, cap)];
        Overflowed = true;
        return [];
    }

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        _block?.Return();
        _block = null;
        Length = 0;
    }

    private bool TryEnsureRoom(int more)
    {
        var capacity = _block?.Length ?? 0;
        if (capacity - Length >= more)
            return true;
        var wanted = Math.Max(Length + more, Math.Min(capacity * 2, cap));
        var larger = exchange is null ? BufferBlock.OfPool(wanted) : exchange.TryRent(wanted);
        if (larger is null)
        {
            IsCrowdedOut = true;
            return false;
        }

        Span.CopyTo(larger.Memory.Span);
        _block?.Return();
        _block = larger;
        return true;
    }
}
