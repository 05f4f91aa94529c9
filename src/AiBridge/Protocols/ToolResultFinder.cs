using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The id of the tool call whose result the message carries, its last one; null when it carries none.</summary>
internal delegate string? ToolResultIdOf(JsonValue message);

/// <summary>Finds the last tool result of a conversation.</summary>
internal static class ToolResultFinder
{
    /// <param name="messages">The conversation.</param>
    /// <param name="mark">Bytes that a message with a result holds; the others are not looked into.</param>
    /// <param name="idOf">Looks into one message.</param>
    public static string? Find(in MessageList messages, ReadOnlySpan<byte> mark, ToolResultIdOf idOf)
    {
        for (var i = 0; i < messages.LastCount; i++)
        {
            var message = messages.FromEnd(i);
            if (message.Raw.IndexOf(mark) >= 0 && idOf(message) is { } id)
                return id;
        }

        return messages.Count > messages.LastCount && messages.Whole.Raw.IndexOf(mark) >= 0
            ? FindInAll(messages, mark, idOf)
            : null;
    }

    private static string? FindInAll(in MessageList messages, ReadOnlySpan<byte> mark, ToolResultIdOf idOf)
    {
        string? last = null;
        foreach (var message in messages.Whole.Elements())
        {
            if (message.Raw.IndexOf(mark) >= 0)
                last = idOf(message) ?? last;
        }

        return last;
    }
}
