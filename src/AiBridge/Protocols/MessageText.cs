using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The texts of a message's content, which is a string or a list of parts in every protocol.</summary>
internal static class MessageText
{
    /// <summary>The text parts in order; empty without any.</summary>
    public static List<string> Parts(JsonValue content)
    {
        var texts = new List<string>();
        Add(texts, content.AsString());
        foreach (var part in content.Elements())
            Add(texts, part.IsString ? part.AsString() : OfPart(part));
        return texts;
    }

    private static string? OfPart(JsonValue part)
    {
        part.Get("type"u8, out var type, "text"u8, out var text);
        var kind = type.Text;
        return kind.Is("text"u8) || kind.Is("input_text"u8) || kind.Is("output_text"u8) ? text.AsString() : null;
    }

    private static void Add(List<string> texts, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            texts.Add(text);
    }
}
