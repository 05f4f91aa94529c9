using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The session that Claude Code writes into <c>metadata.user_id</c>.</summary>
internal static class UserIdSession
{
    private const string Mark = "_session_";

    /// <summary>What Claude Code writes has some 200.</summary>
    private const int LongestBytes = 4096;

    /// <summary><c>session_id</c> when the string is itself JSON, else the text after <c>_session_</c>; null without either.</summary>
    public static string? Find(JsonValue userId)
    {
        if (userId.Raw.Length > LongestBytes || userId.AsNonEmptyString() is not { } text)
            return null;
        if (JsonValue.TryReadObject(Encoding.UTF8.GetBytes(text), out var inner))
            return inner["session_id"u8].AsWord();
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return at < 0 || at + Mark.Length == text.Length ? null : CutText.Word(text[(at + Mark.Length)..]);
    }
}
