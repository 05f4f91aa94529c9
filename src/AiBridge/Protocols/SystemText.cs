using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The head of the system text: enough to tell a client's side requests apart, never stored.</summary>
internal static class SystemText
{
    private const int MaxLength = 400;

    // An escape of six bytes gives one character; one more pair of them, so that the last character kept is whole.
    private const int MaxBytes = (MaxLength + 2) * 6;

    private static ReadOnlySpan<byte> BillingMark => "x-anthropic-billing-header"u8;

    /// <summary>The text of <c>system</c> or <c>instructions</c>, a string or text blocks; null without any.</summary>
    public static string? Of(JsonValue system)
    {
        var texts = MessageText.Heads(system, MaxBytes);
        if (texts.Count > 0 && IsBilling(texts[0].AsSpan()))
            texts.RemoveAt(0);
        return Head(texts);
    }

    /// <summary>The text of the system and developer messages that the conversation begins with; null without any.</summary>
    public static string? OfFirst(in MessageList messages)
    {
        var texts = new List<string>();
        for (var i = 0; i < messages.FirstCount; i++)
        {
            messages.FromStart(i).Get("role"u8, out var role, "content"u8, out var content);
            if (IsRole(role))
                texts.AddRange(MessageText.Heads(content, MaxBytes));
            else if (role.IsPresent)
                break;
        }

        return Head(texts);
    }

    /// <summary>Whether the text block is Claude Code's billing block, which changes with each request.</summary>
    public static bool IsBilling(ReadOnlySpan<byte> text) => text.StartsWith(BillingMark);

    /// <summary>Whether the role is one that the client itself speaks in.</summary>
    public static bool IsRole(JsonValue role) => role.Text.Is("system"u8) || role.Text.Is("developer"u8);

    private static bool IsBilling(ReadOnlySpan<char> text) => text.Length >= BillingMark.Length && Ascii.Equals(BillingMark, text[..BillingMark.Length]);

    private static string? Head(List<string> texts)
    {
        var text = string.Join('\n', texts);
        return text.Length == 0 ? null : CutText.To(text, MaxLength);
    }
}
