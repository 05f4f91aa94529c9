namespace AiBridge.Protocols.Sse;

/// <summary>
/// Cuts a stream of server-sent events into events; follows the HTML standard's event stream, on bytes. An event that lies in one
/// chunk is handed on as spans of that chunk; only what a chunk's end cuts is copied.
/// </summary>
/// <param name="reader">Takes the events.</param>
/// <param name="maxEventBytes">An event with more bytes is not kept: it is counted, and told to the reader by its name alone.</param>
internal sealed class SseParser(ResponseReader reader, int maxEventBytes = 8 * 1024 * 1024) : FrameParser
{
    private readonly SseCarry _carry = new();
    private readonly SseCarry _joined = new();
    private byte[] _oversizedName = [];
    private bool _started;
    private bool _afterCr;
    private bool _lineOpen;
    private bool _skipping;
    private int _unfinished;

    /// <summary>Nothing of an unfinished event has been fed: other bytes may stand here.</summary>
    public bool AtBoundary => _carry.Length == 0 && !_skipping;

    public override FrameProgress Feed(ReadOnlySpan<byte> chunk)
    {
        var decidedAt = -1;
        var boundary = -1;
        for (var at = 0; at < chunk.Length;)
        {
            var meaning = Next(chunk[at..], out var consumed);
            at += consumed;
            if (_unfinished >= 0 && at > _unfinished)
                boundary = at - _unfinished;
            if (decidedAt < 0 && meaning is not (null or EventMeaning.Preamble))
                decidedAt = at;
        }

        return new FrameProgress(decidedAt, boundary);
    }

    public override EventMeaning? Next(ReadOnlySpan<byte> chunk, out int consumed)
    {
        var rest = chunk;
        if (_afterCr && !rest.IsEmpty)
        {
            _afterCr = false;
            if (rest[0] == (byte)'\n')
                rest = rest[1..];
        }

        EventMeaning? meaning = null;
        _unfinished = AtBoundary ? 0 : -1;
        while (meaning is null && !rest.IsEmpty)
            meaning = AtBoundary ? Begin(ref rest) : Continue(ref rest);
        consumed = chunk.Length - rest.Length;
        return meaning;
    }

    public override EventMeaning? End()
    {
        EventMeaning? meaning = null;
        if (_skipping)
            Oversized++;
        else if (!AtBoundary && !IsCutBeforeData())
            meaning = FinishCarried();
        _carry.Clear();
        _skipping = false;
        reader.OnEnd();
        return meaning;
    }

    public override void Dispose()
    {
        _carry.Dispose();
        _joined.Dispose();
    }

    /// <summary>Reads an event from its first byte; keeps it when the chunk ends before it does.</summary>
    private EventMeaning? Begin(ref ReadOnlySpan<byte> rest)
    {
        if (!_started && rest.Length >= 3)
            rest = WithoutMark(rest);
        var scan = rest;
        var read = default(SseEvent);
        while (!scan.IsEmpty && SseLines.TryTake(ref scan, out var line, out _afterCr))
        {
            _started = true;
            if (!line.IsEmpty)
                read.Line(line);
            if (line.IsEmpty && read.Begun)
            {
                var bytes = rest[..^scan.Length];
                rest = scan;
                return bytes.Length > maxEventBytes ? FinishOversized(read.Name) : Finish(read, bytes);
            }

            if (!read.Begun)
                rest = scan;
        }

        _lineOpen = !scan.IsEmpty;
        _unfinished = rest.Length;
        Keep(rest);
        rest = default;
        return null;
    }

    /// <summary>Reads on in an event that an earlier chunk began.</summary>
    private EventMeaning? Continue(ref ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var before = rest;
            if (!SseLines.TryTake(ref rest, out var line, out _afterCr))
            {
                Keep(before);
                _lineOpen = true;
                rest = default;
                return null;
            }

            var blank = line.IsEmpty && !_lineOpen;
            _lineOpen = false;
            if (blank)
                return FinishCarried();
            Keep(before[..^rest.Length]);
            if (IsCommentOnly())
                return FinishCarried();
        }

        return null;
    }

    private EventMeaning? FinishCarried()
    {
        _unfinished = 0;
        if (_skipping)
        {
            _skipping = false;
            return FinishOversized(_oversizedName);
        }

        var bytes = WithoutMark(_carry.Bytes);
        _started = true;
        var meaning = Finish(SseEvent.Read(bytes), bytes);
        _carry.Clear();
        return meaning;
    }

    private EventMeaning? Finish(SseEvent read, ReadOnlySpan<byte> bytes)
    {
        if (read.DataLines == 0)
            return null;
        if (read.DataLines == 1)
            return reader.OnEvent(read.Name, read.Data);
        _joined.Clear();
        while (SseLines.TryTake(ref bytes, out var line, out _))
            Join(line);
        Join(bytes);
        return reader.OnEvent(read.Name, _joined.Bytes[..^1]);
    }

    private void Join(ReadOnlySpan<byte> line)
    {
        if (!SseEvent.TryField(line, "data"u8, out var data))
            return;
        _joined.Append(data);
        _joined.Append("\n"u8);
    }

    /// <summary>The name still tells an end from a part; without one it is taken for a part of the answer.</summary>
    private EventMeaning FinishOversized(ReadOnlySpan<byte> name)
    {
        Oversized++;
        return name.IsEmpty ? EventMeaning.Content : reader.OnEvent(name, default);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_skipping)
            return;
        if (_carry.Length + bytes.Length <= maxEventBytes && reader.Facts.Budget.TryCarry(2 * (_carry.Length + bytes.Length)))
        {
            _carry.Append(bytes);
            return;
        }

        _skipping = true;
        var head = _carry.Length > 0 ? _carry.Bytes : bytes;
        _oversizedName = SseEvent.Read(head).Name.ToArray();
        _carry.Clear();
    }

    /// <summary>A comment line is whole and nothing else stands before it: no event has begun.</summary>
    private bool IsCommentOnly() => !_skipping && _carry.Bytes[0] == (byte)':' && !SseEvent.Read(_carry.Bytes).Begun;

    /// <summary>Only the name of an event has come: that is no event yet, whatever the name promises.</summary>
    private bool IsCutBeforeData() => SseEvent.Read(WithoutMark(_carry.Bytes)).Data.IsEmpty;

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        !_started && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
