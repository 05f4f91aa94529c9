using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>Puts into words what came with a good status where an answer of the protocol was due: nothing, a web page, a vendor's own kind of error, JSON of something else.</summary>
internal static class UnexpectedBody
{
    /// <summary>A text of a gateway is an error's words; a long one may be somebody's answer, which is not kept.</summary>
    private const int LongestWords = 500;

    /// <param name="body">The whole body.</param>
    public static ResponseError Of(ReadOnlySpan<byte> body)
    {
        body = ByteOrderMark.Without(body).Trim(" \t\r\n\0"u8);
        if (body.IsEmpty)
            return Wrong("the answer is empty");
        if (JsonValue.TryReadObject(body, out var json) || IsListOf(body, out json))
            return ForeignErrors.Find(json) ?? Wrong("the answer is JSON of another kind");
        return (char)body[0] switch
        {
            '{' or '[' => new ResponseError(null, "AiBridge: the answer breaks off: its JSON is not whole", ErrorClass.StreamError),
            '<' => Wrong(TitleOf(body) is { } title ? $"the answer is a web page: {title}" : "the answer is a web page"),
            _ => Wrong(body.Length <= LongestWords ? $"the answer is no JSON: {Readable(body)}" : "the answer is no JSON"),
        };
    }

    private static ResponseError Wrong(string what) => new(null, CutText.To($"AiBridge: {what}", LongestWords), ErrorClass.ServerError);

    /// <summary>Google's error stands in a list.</summary>
    private static bool IsListOf(ReadOnlySpan<byte> body, out JsonValue first)
    {
        var cursor = new JsonCursor(body);
        first = cursor.EnterArray() && cursor.NextElement() ? cursor.TakeValue() : default;
        while (cursor.NextElement())
            cursor.TakeValue();
        return cursor.AtEnd() && first.IsObject;
    }

    private static string? TitleOf(ReadOnlySpan<byte> page)
    {
        var text = Readable(page[..Math.Min(page.Length, 8 * 1024)]);
        var tag = text.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var begin = tag < 0 ? -1 : text.IndexOf('>', tag) + 1;
        var end = begin <= 0 ? -1 : text.IndexOf("</title", begin, StringComparison.OrdinalIgnoreCase);
        var title = end < 0 ? "" : text[begin..end].Trim();
        return title.Length == 0 ? null : title;
    }

    private static string Readable(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).Replace('\0', '\uFFFD').Trim();
}
