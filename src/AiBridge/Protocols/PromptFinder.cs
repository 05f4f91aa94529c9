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
/// <param name="Text">The words.</param>
/// <param name="IsCut">There were more.</param>
internal readonly record struct FoundPrompt(string? Text, bool IsCut);

/// <summary>Finds the person's words at the end of a conversation.</summary>
internal static class PromptFinder
{
    /// <summary>The prompt of the last message that is not the client's own; null when that is not the person's, or has no words.</summary>
    public static FoundPrompt Find(in MessageList messages, SideOf sideOf, PromptScaffolding scaffolding)
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
            var texts = MessageText.Parts(content, out var isCut);
            var prompt = new PromptWords(scaffolding).Of(texts);
            if (prompt is not null || !IsAllText(content, texts))
                return new FoundPrompt(prompt, isCut);
        }

        return default;
    }

    /// <summary>The prompt of a content that is the person's for certain.</summary>
    public static FoundPrompt Of(JsonValue content, PromptScaffolding scaffolding) =>
        new(new PromptWords(scaffolding).Of(MessageText.Parts(content, out var isCut)), isCut);

    /// <summary>The side a message's role says. Claude Code also sends <c>role: system</c> messages inside the conversation.</summary>
    public static MessageSide SideByRole(JsonValue message)
    {
        var role = message["role"u8];
        if (SystemText.IsRole(role))
            return MessageSide.Client;
        return role.Text.Is("user"u8) ? MessageSide.Person : MessageSide.Other;
    }

    /// <summary>The message is scaffolding and nothing else: no picture, no tool result. The person's may stand before it.</summary>
    private static bool IsAllText(JsonValue content, List<string> texts)
    {
        var parts = 0;
        foreach (var _ in content.Elements())
            parts++;
        return texts.Count > 0 && parts <= texts.Count;
    }
}
