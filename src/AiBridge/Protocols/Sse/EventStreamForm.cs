namespace AiBridge.Protocols.Sse;

/// <summary>Tells by its first bytes whether a body is an event stream, where its content type and its bytes disagree.</summary>
internal static class EventStreamForm
{
    /// <summary>Whether a body that is said to be an event stream is one: JSON, web pages and a proxy's words come under that type, too. Null: too little has come.</summary>
    /// <param name="begin">What has come first; as much of a field's name as there is of it is taken for one.</param>
    /// <param name="last">No more is waited for.</param>
    public static bool? IsKept(ReadOnlySpan<byte> begin, bool last)
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

    /// <summary>Whether a body that is not said to be an event stream is one.</summary>
    public static bool IsHidden(ReadOnlySpan<byte> body)
    {
        body = ByteOrderMark.Without(body).TrimStart("\r\n"u8);
        return body.StartsWith(":"u8) || body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8);
    }

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
