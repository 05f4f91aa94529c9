using System.Text;

namespace AiBridge.Interception.Masking;

/// <summary>Tells from its first bytes whether a body that came with a good status is an error: only such a one is looked into.</summary>
internal static class AnswerStart
{
    private const int Enough = 256;

    /// <summary>The last three are a byte order mark, of which each byte is a character here.</summary>
    private const string Blanks = " \t\r\n\u00EF\u00BB\u00BF";

    /// <summary>A web page, text, or an object whose first member is one of these; what is too short to say is looked into as well.</summary>
    /// <param name="body">From its first byte on.</param>
    public static bool LooksLikeError(ReadOnlySpan<byte> body)
    {
        Span<char> characters = stackalloc char[Enough];
        var count = Encoding.Latin1.GetChars(body[..Math.Min(body.Length, Enough)], characters);
        var text = ((ReadOnlySpan<char>)characters[..count]).TrimStart(Blanks);
        // Some put their one error into a list.
        if (text.StartsWith('['))
            text = text[1..].TrimStart(Blanks);
        if (!text.StartsWith('{'))
            return !text.StartsWith(']');
        var member = text[1..].TrimStart(Blanks);
        if (member.StartsWith('}'))
            return false;
        var end = member.IsEmpty ? -1 : member[1..].IndexOf('"');
        if (end < 0)
            return true;
        var name = member[1..(end + 1)];
        var value = member[(end + 2)..].TrimStart(" \t\r\n:");
        return name switch
        {
            "error" or "errors" or "err" or "code" or "msg" or "message" or "detail" or "details" or "status" or "statusCode" or "status_code" or "success" => true,
            "error_code" or "errorCode" or "error_msg" or "errorMessage" or "error_message" or "request_id" or "requestId" or "timestamp" or "title" or "fault" => true,
            "type" or "object" => value.IsEmpty || value.StartsWith("\"error"),
            _ => false,
        };
    }
}
