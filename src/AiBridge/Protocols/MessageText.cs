using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The texts of a message's content, which is a string or a list of parts in every protocol.</summary>
internal static class MessageText
{
    /// <summary>What is taken of one message's texts: more words than any model reads in one request.</summary>
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostParts = 4096;
    private const int HeadBytes = 512;

    /// <summary>The text parts in order, as far as they are taken; empty without any.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isCut">Not all was taken; the last text ends in <c>…</c>.</param>
    public static List<string> Parts(JsonValue content, out bool isCut)
    {
        var (texts, left) = (new List<string>(), MostBytes);
        isCut = content.Text.Raw.Length > MostBytes;
        Add(texts, content.Text, MostBytes);
        foreach (var part in content.Elements())
        {
            var text = part.IsString ? part.Text : OfPart(part);
            if (text.IsEmpty)
                continue;
            isCut = text.Raw.Length > left || texts.Count == MostParts;
            if (left <= 0 || texts.Count == MostParts)
                break;
            left -= Add(texts, text, left);
        }

        if (isCut)
            texts[^1] = CutText.To(texts[^1], texts[^1].Length - 1) + "…";
        return texts;
    }

    /// <summary>The beginning of the text parts, so many bytes of them, as sent.</summary>
    public static void Beginning(JsonValue content, int bytes, OpeningText take)
    {
        bytes -= Beginning(content.Text, bytes, take);
        foreach (var part in content.Elements())
        {
            if (bytes <= 0)
                break;
            bytes -= Beginning(part.IsString ? part.Text : OfPart(part), bytes, take);
        }
    }

    /// <summary>Of each part only what its first bytes say, and of the parts only the first ones; the last character may be a broken one.</summary>
    /// <param name="content">The content.</param>
    /// <param name="bytes">As sent, escapes not resolved.</param>
    public static List<string> Heads(JsonValue content, int bytes)
    {
        var (texts, left) = (new List<string>(), 2 * bytes);
        Add(texts, content.Text, bytes);
        foreach (var part in content.Elements())
        {
            if (left <= 0)
                break;
            left -= Add(texts, part.IsString ? part.Text : OfPart(part), bytes);
        }

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

    /// <summary>The text of a part; empty when it is another kind of part.</summary>
    public static JsonText OfPart(JsonValue part)
    {
        part.Get("type"u8, out var type, "text"u8, out var text);
        var kind = type.Text;
        return kind.Is("text"u8) || kind.Is("input_text"u8) || kind.Is("output_text"u8) ? text.Text : default;
    }

    /// <returns>How many bytes were taken.</returns>
    private static int Beginning(JsonText text, int bytes, OpeningText take)
    {
        if (text.IsEmpty)
            return 0;
        var begin = text.Raw[..Math.Min(text.Raw.Length, bytes)];
        take(begin);
        return begin.Length;
    }

    /// <returns>How many bytes were taken.</returns>
    private static int Add(List<string> texts, JsonText text, int bytes)
    {
        if (text.IsEmpty)
            return 0;
        texts.Add(text.Raw.Length > bytes ? new JsonText(text.Raw[..bytes]).Decode() : text.Decode());
        return Math.Min(text.Raw.Length, bytes);
    }
}
