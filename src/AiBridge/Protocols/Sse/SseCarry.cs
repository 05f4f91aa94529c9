using System.Buffers;

namespace AiBridge.Protocols.Sse;

/// <summary>The bytes of an event that came in more than one chunk, in pooled memory that is only held while it is needed.</summary>
internal sealed class SseCarry : IDisposable
{
    private byte[]? _buffer;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_buffer is null || _buffer.Length - Length < bytes.Length)
            Grow(Length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Forgets the bytes; a big buffer goes back, a small one stays for the next cut.</summary>
    public void Clear()
    {
        Length = 0;
        if (_buffer is { Length: > 64 * 1024 })
            Dispose();
    }

    public void Dispose()
    {
        Length = 0;
        var buffer = _buffer;
        _buffer = null;
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow(int needed)
    {
        var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(needed, Length * 2)));
        _buffer.AsSpan(0, Length).CopyTo(bigger);
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = bigger;
    }
}
