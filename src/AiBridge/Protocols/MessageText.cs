using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The texts of a message's content, which is a string or a list of parts in every protocol.</summary>
internal static class MessageText
{
    private const int HeadBytes = 512;

    /// <summary>The text parts in order; empty without any.</summary>
    public static List<string> Parts(JsonValue content) => Heads(content, int.MaxValue);

    /// <summary>The same, of each part only what its first bytes say; the last character may be a broken one.</summary>
    /// <param name="content">The content.</param>
    /// <param name="bytes">As sent, escapes not resolved.</param>
    public static List<string> Heads(JsonValue content, int bytes)
    {
        var texts = new List<string>();
        Add(texts, content.Text, bytes);
        foreach (var part in content.Elements())
            Add(texts, part.IsString ? part.Text : OfPart(part), bytes);
        return texts;
    }

    /// <summary>Copies the first bytes of each text part, as sent, as far as there is room; returns how many bytes that were.</summary>
    public static int CopyHeads(JsonValue content, Span<byte> target)
    {
        var length = CopyHead(content.Text, target);
        foreach (var part in content.Elements())
            length += CopyHead(part.IsString ? part.Text : OfPart(part), target[length..]);
        return length;
    }

    private static int CopyHead(JsonText text, Span<byte> target)
    {
        var head = text.Raw[..Math.Min(text.Raw.Length, Math.Min(HeadBytes, target.Length))];
        head.CopyTo(target);
        return head.Length;
    }

    private static JsonText OfPart(JsonValue part)
    {
        part.Get("type"u8, out var type, "text"u8, out var text);
        var kind = type.Text;
        return kind.Is("text"u8) || kind.Is("input_text"u8) || kind.Is("output_text"u8) ? text.Text : default;
    }

    private static void Add(List<string> texts, JsonText text, int bytes)
    {
        if (!text.IsEmpty)
            texts.Add(text.Raw.Length > bytes ? new JsonText(text.Raw[..bytes]).Decode() : text.Decode());
    }
}
