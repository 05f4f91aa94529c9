using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace AiBridge.Recording.Journaling;

/// <summary>
/// Takes a record's payload piece by piece, in 64 KiB that each thread keeps: first it is counted, so that its stretch can be
/// reserved, then, given once more, written there. The header comes last, so that a frame torn by the end of the process is none.
/// </summary>
internal sealed class FramePieces : IBufferWriter<byte>
{
    public const int PieceBytes = 64 * 1024;

    private byte[] _piece = [];
    private int _filled;
    private long _passed;
    private SafeFileHandle? _file;
    private long _offset;
    private uint _checksum;

    /// <summary>Bytes of the payload so far.</summary>
    public int PayloadLength => checked((int)(_passed + _filled - RecordFrame.HeaderBytes));

    /// <summary>Begins to count.</summary>
    public void Begin() => Begin(null, 0, 0);

    /// <summary>Begins to write what was counted.</summary>
    public void Begin(SafeFileHandle file, long offset, int payloadLength, RecordKind kind) => Begin(file, offset, RecordFrame.BeginChecksum(payloadLength, kind));

    /// <summary>The frame that was counted; null when it is more than one piece.</summary>
    public Memory<byte>? Whole(RecordKind kind)
    {
        var payload = PayloadLength;
        var size = RecordFrame.SizeOf(payload);
        if (_passed > 0 || size > _piece.Length)
            return null;
        _piece.AsSpan(_filled, size - _filled).Clear();
        RecordFrame.Seal(_piece.AsSpan(0, size), payload, kind);
        return _piece.AsMemory(0, size);
    }

    /// <summary>Writes what is left, and the header.</summary>
    /// <exception cref="IOException">It cannot be written, or is not what was counted.</exception>
    public void End(int payloadLength, RecordKind kind)
    {
        if (PayloadLength != payloadLength)
            throw new IOException("The record changed while it was written.");
        var offset = _offset - _passed;
        Pass();
        // The file may end here: who reads the frame back expects all of it.
        Span<byte> zeros = stackalloc byte[RecordFrame.Alignment];
        zeros.Clear();
        RandomAccess.Write(_file!, zeros[..(RecordFrame.SizeOf(payloadLength) - RecordFrame.HeaderBytes - payloadLength)], _offset);
        Span<byte> header = stackalloc byte[RecordFrame.HeaderBytes];
        RecordFrame.Seal(header, payloadLength, kind, _checksum);
        RandomAccess.Write(_file!, header, offset);
        _file = null;
    }

    public void Advance(int count) => _filled += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_piece.Length - _filled < wanted)
            Pass();
        // No piece of a text is as long; should one ever be, it passes all the same.
        if (_piece.Length < wanted)
            _piece = new byte[wanted];
        return _piece.AsMemory(_filled);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Begin(SafeFileHandle? file, long offset, uint checksum)
    {
        if (_piece.Length != PieceBytes)
            _piece = new byte[PieceBytes];
        (_file, _offset, _checksum, _passed) = (file, offset, checksum, 0);
        _filled = RecordFrame.HeaderBytes;
        _piece.AsSpan(0, _filled).Clear();
    }

    /// <summary>Lets go of what the piece holds.</summary>
    private void Pass()
    {
        if (_file is not null)
        {
            var bytes = _piece.AsSpan(0, _filled);
            _checksum = RecordFrame.AddToChecksum(_checksum, _passed == 0 ? bytes[RecordFrame.HeaderBytes..] : bytes);
            RandomAccess.Write(_file, bytes, _offset);
            _offset += _filled;
        }

        _passed += _filled;
        _filled = 0;
    }
}
