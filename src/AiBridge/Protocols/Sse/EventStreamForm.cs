namespace AiBridge.Protocols.Sse;

/// <summary>Tells by its first bytes whether a body is an event stream, where its content type and its bytes disagree.</summary>
internal static class EventStreamForm
{
    /// <summary>Whether a body that is said to be an event stream is one: JSON and web pages come under that type, too. Null: too little has come.</summary>
    public static bool? IsKept(ReadOnlySpan<byte> begin)
    {
        var first = begin.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        return first < 0 ? null : (char)begin[first] is not ('{' or '[' or '<');
    }

    /// <summary>Whether a body that is not said to be an event stream is one.</summary>
    public static bool IsHidden(ReadOnlySpan<byte> body)
    {
        body = ByteOrderMark.Without(body).TrimStart("\r\n"u8);
        return body.StartsWith(":"u8) || body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8);
    }
}
