namespace AiBridge.Protocols.Sse;

/// <summary>Server-sent events: a frame is one event, or a comment.</summary>
internal abstract class SseFraming : StreamFraming
{
    public sealed override bool IsNamedBy(ReadOnlySpan<char> contentType) => contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>As much of a field's name as there is of it is taken for one.</summary>
    public sealed override bool? Recognise(ReadOnlySpan<byte> begin, bool last)
    {
        var first = begin.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        if (first < 0)
            return null;
        var line = begin[first..];
        if (IsField(line))
            return true;
        if (line[0] is (byte)'{' or (byte)'[' or (byte)'<')
            return false;
        // Readers of events pass over a line that is none, so words may stand before the first.
        if (HasField(line))
            return true;
        return last ? false : null;
    }

    public sealed override bool IsHiddenIn(ReadOnlySpan<byte> body)
    {
        body = ByteOrderMark.Without(body).TrimStart("\r\n"u8);
        return body.StartsWith(":"u8) || body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8);
    }

    public sealed override FrameParser NewParser(ResponseReader reader) => new SseParser(reader);

    private static bool IsField(ReadOnlySpan<byte> line) =>
        line[0] == (byte)':' || Begins(line, "data"u8) || Begins(line, "event"u8) || Begins(line, "id"u8) || Begins(line, "retry"u8);

    private static bool HasField(ReadOnlySpan<byte> text)
    {
        for (var end = text.IndexOfAny("\r\n"u8); end >= 0; end = text.IndexOfAny("\r\n"u8))
        {
            text = text[(end + 1)..];
            if (!text.IsEmpty && IsField(text))
                return true;
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field) => line.Length <= field.Length
        ? field.StartsWith(line)
        : line.StartsWith(field) && line[field.Length] is (byte)':' or (byte)' ' or (byte)'\r' or (byte)'\n';
}
