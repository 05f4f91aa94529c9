using AiBridge.Exchanges;

namespace AiBridge.Recording.Journaling;

/// <summary>The payload of a large record, read from its segment piece by piece. Whether it is what was written is known at its end.</summary>
internal sealed class PayloadStream : ReadOnlyStream
{
    private readonly Segment _segment;
    private readonly uint _expected;
    private long _offset;
    private int _left;
    private uint _checksum;

    /// <exception cref="IOException">The segment cannot be read.</exception>
    public PayloadStream(Segment segment, long offset, int frameLength)
    {
        (_segment, _offset) = (segment, offset + RecordFrame.HeaderBytes);
        Span<byte> header = stackalloc byte[RecordFrame.HeaderBytes];
        if (segment.Read(offset, header) == header.Length && RecordFrame.TryReadHeader(header, frameLength, out _left, out _expected))
            _checksum = RecordFrame.BeginChecksum(header);
        else
            _left = 0;
    }

    /// <summary>All of it was read, and is what was written.</summary>
    public bool IsWhole => _left == 0 && _expected == ~_checksum;

    public override int Read(Span<byte> buffer)
    {
        var read = _segment.Read(_offset, buffer[..Math.Min(buffer.Length, _left)]);
        _checksum = RecordFrame.AddToChecksum(_checksum, buffer[..read]);
        _offset += read;
        _left -= read;
        return read;
    }
}
