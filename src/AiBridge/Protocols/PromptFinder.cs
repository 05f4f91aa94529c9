using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>Whose message it is, as far as the prompt asks.</summary>
internal enum MessageSide
{
    /// <summary>The client's own: system and developer messages. The person's may stand before it.</summary>
    Client,
    Person,

    /// <summary>The model's, or a tool's result: the turn is not the person's.</summary>
    Other,
}

internal delegate MessageSide SideOf(JsonValue message);

/// <summary>The person's words; null without any.</summary>
/// <param name="Text">The words; they end in <c>…</c> where there were more.</param>
/// <param name="IsCut">There were more than are kept of any.</param>
/// <param name="IsCrowdedOut">There were more than there was room for.</param>
internal readonly record struct FoundPrompt(string? Text, bool IsCut, bool IsCrowdedOut);

/// <summary>Finds the person's words at the end of a conversation.</summary>
internal static class PromptFinder
{
    /// <summary>What is kept of a person's words: what is longer was pasted.</summary>
    private const int MostCharacters = 256 * 1024;

    /// <summary>The prompt of the last message that is not the client's own; null when that is not the person's, or has no words.</summary>
    public static FoundPrompt Find(in MessageList messages, SideOf sideOf, in RequestReading reading)
    {
        for (var i = 0; i < messages.LastCount; i++)
        {
            var message = messages.FromEnd(i);
            var side = sideOf(message);
            if (side == MessageSide.Other)
                return default;
            if (side == MessageSide.Client)
                continue;
            var content = message["content"u8];
            var prompt = Of(content, reading, out var texts);
            if (prompt.Text is not null || !IsAllText(content, texts))
                return prompt;
        }

        return default;
    }

    /// <summary>The prompt of a content that is the person's for certain.</summary>
    public static FoundPrompt Of(JsonValue content, in RequestReading reading) => Of(content, reading, out _);

    /// <summary>The side a message's role says. Claude Code also sends <c>role: system</c> messages inside the conversation.</summary>
    public static MessageSide SideByRole(JsonValue message)
    {
        var role = message["role"u8];
        if (SystemText.IsRole(role))
            return MessageSide.Client;
        return role.Text.Is("user"u8) ? MessageSide.Person : MessageSide.Other;
    }

    /// <summary>The message is scaffolding and nothing else: no picture, no tool result. The person's may stand before it.</summary>
    private static bool IsAllText(JsonValue content, int texts)
    {
        var parts = 0;
        foreach (var _ in content.Elements())
            parts++;
        return texts > 0 && parts <= texts;
    }

    private static FoundPrompt Of(JsonValue content, in RequestReading reading, out int texts)
    {
        using var message = new MessageTexts(reading.Room);
        message.Take(content);
        texts = message.Places.Count;
        if (texts == 0)
            return default;
        var words = new PromptWords(reading.Scaffolding, message.All).Of(message.Places);
        var (most, isCut, isCrowdedOut) = (MostCharacters, message.IsCut, message.IsCrowdedOut);
        if (words.Length > MessageTexts.Free && reading.Room?.TryKeep(sizeof(char) * Math.Min(words.Length, most)) == false)
            (most, isCrowdedOut) = (MessageTexts.Free, true);
        else
            isCut |= words.Length > most;
        if (isCut || isCrowdedOut)
            words = Shortened(words, most, message.All);
        return new FoundPrompt(words.IsEmpty ? null : words.ToString(), isCut, isCrowdedOut);
    }

    /// <summary>At most so many characters, the last one <c>…</c>.</summary>
    private static ReadOnlySpan<char> Shortened(ReadOnlySpan<char> words, int most, Span<char> all)
    {
        if (words.IsEmpty || !all.Overlaps(words, out var start))
            return words;
        var length = Math.Min(words.Length, most - 1);
        if (length > 0 && char.IsHighSurrogate(words[length - 1]))
            length--;
        all[start + length] = '…';
        return all.Slice(start, length + 1);
    }
}
