using System.Buffers;

namespace AiBridge.Exchanges;

/// <summary>A growing pooled copy with a cap; once over the cap it holds nothing more and says so.</summary>
internal sealed class PooledBytes(int cap) : IDisposable
{
    private byte[] _buffer = [];

    public int Length { get; private set; }

    /// <summary>More came than the cap allows; what is held is not whole.</summary>
    public bool Overflowed { get; private set; }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Overflowed || bytes.Length > cap - Length)
        {
            Overflowed = true;
            return;
        }

        EnsureRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Free space to write into, then <see cref="Advance"/>; empty when the cap is reached.</summary>
    public Span<byte> Room(int atLeast)
    {
        var wanted = Math.Min(atLeast, cap - Length);
        if (wanted <= 0)
        {
            Overflowed = true;
            return [];
        }

        EnsureRoom(wanted);
        return _buffer.AsSpan(Length, Math.Min(_buffer.Length - Length, cap - Length));
    }

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void EnsureRoom(int more)
    {
        if (_buffer.Length - Length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + more, Math.Min(_buffer.Length * 2, cap)));
        Span.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
