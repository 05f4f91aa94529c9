namespace AiBridge.Exchanges;

/// <summary>Reads over memory that is not an array of its own.</summary>
internal sealed class MemoryReadStream(ReadOnlyMemory<byte> memory) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest = memory;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}
