using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// Follows what comes on a connection of HTTP/1.1, to know when the answer to the last request has ended (RFC 9112 §6.3). It reads as
/// leniently as the framework's client; an answer whose end is the connection's, or that cannot be read, has none here.
/// </summary>
internal sealed class AnswerEnd
{
    /// <summary>Of a line; the headers that matter are shorter.</summary>
    private const int MostKept = 128;

    private readonly byte[] _line = new byte[MostKept];
    private int _lineLength;
    private Part _part = Part.Unasked;
    private long _owed;
    private int _status;
    private long? _length;
    private bool _chunked;
    private bool _toHead;

    private enum Part
    {
        /// <summary>No answer is owed.</summary>
        Unasked,
        StatusLine,
        Headers,
        Body,
        ChunkSize,
        Chunk,
        BehindChunk,
        Trailers,

        /// <summary>Up to the end of the connection.</summary>
        Endless,
    }

    /// <summary>All of the answer has come; whatever else comes now nobody has asked for.</summary>
    public bool HasEnded => _part == Part.Unasked;

    /// <summary>Of the answer that is coming or has come; 0 before its first line.</summary>
    public int Status => _status;

    /// <summary>A request begins to be sent.</summary>
    /// <param name="request">From its first byte on.</param>
    public void Asked(ReadOnlySpan<byte> request)
    {
        _toHead = request.StartsWith("HEAD "u8);
        Begin();
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>How many of the last bytes nobody has asked for.</returns>
    public int Came(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _part is not (Part.Unasked or Part.Endless))
            bytes = _part is Part.Body or Part.Chunk ? Count(bytes) : Line(bytes);
        return _part == Part.Unasked ? bytes.Length : 0;
    }

    private void Begin() => (_part, _status, _length, _chunked, _lineLength) = (Part.StatusLine, 0, null, false, 0);

    private ReadOnlySpan<byte> Count(ReadOnlySpan<byte> bytes)
    {
        var counted = (int)Math.Min(_owed, bytes.Length);
        _owed -= counted;
        if (_owed == 0)
            _part = _part == Part.Body ? Part.Unasked : Part.BehindChunk;
        return bytes[counted..];
    }

    private ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        var kept = Math.Min(piece.Length, MostKept - _lineLength);
        piece[..kept].CopyTo(_line.AsSpan(_lineLength));
        _lineLength += kept;
        if (end < 0)
            return [];
        var line = _line.AsSpan(0, _lineLength).TrimEnd((byte)'\r');
        _lineLength = 0;
        Took(line);
        return bytes[(end + 1)..];
    }

    private void Took(ReadOnlySpan<byte> line)
    {
        switch (_part)
        {
            case Part.StatusLine:
                _part = line.StartsWith("HTTP/1."u8) && line.Length >= 12 && Utf8Parser.TryParse(line[9..12], out _status, out var digits) && digits == 3 ? Part.Headers : Part.Endless;
                break;
            case Part.Headers when line.IsEmpty:
                BeginBody();
                break;
            case Part.Headers:
                Header(line);
                break;
            case Part.ChunkSize:
                BeginChunk(line);
                break;
            case Part.BehindChunk:
                _part = line.IsEmpty ? Part.ChunkSize : Part.Endless;
                break;
            case Part.Trailers when line.IsEmpty:
                _part = Part.Unasked;
                break;
        }
    }

    private void Header(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
            return;
        var name = line[..colon].Trim(" \t"u8);
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8) && _length is null && Utf8Parser.TryParse(value, out ulong length, out var digits) && digits == value.Length && length <= long.MaxValue)
            _length = (long)length;
        else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            _chunked |= value.Length >= 7 && Ascii.EqualsIgnoreCase(value[^7..], "chunked"u8);
    }

    private void BeginBody()
    {
        if (_status is >= 100 and < 200 and not 101)
            Begin();
        else if (_toHead || _status is 204 or 304)
            _part = Part.Unasked;
        else if (_status == 101)
            _part = Part.Endless;
        else if (_chunked)
            _part = Part.ChunkSize;
        else if (_length is { } length)
            (_part, _owed) = (length == 0 ? Part.Unasked : Part.Body, length);
        else
            _part = Part.Endless;
    }

    private void BeginChunk(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny(";\t "u8);
        if (!long.TryParse(end < 0 ? line : line[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _owed) || _owed < 0)
            _part = Part.Endless;
        else
            _part = _owed == 0 ? Part.Trailers : Part.Chunk;
    }
}
