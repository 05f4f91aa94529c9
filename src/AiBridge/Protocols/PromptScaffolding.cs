namespace AiBridge.Protocols;

/// <summary>What clients wrap around a person's words, as data: the marks each client's texts begin with.</summary>
internal static class PromptScaffolding
{
    /// <summary>A text part that begins so is the client's, not the person's.</summary>
    private static readonly string[] Parts =
    [
        "<system-reminder>", "<command-", "<local-command-", // Claude Code
        "<session_context>", // Gemini CLI
    ];

    /// <summary>A message whose text begins so is the client's as a whole.</summary>
    private static readonly string[] Messages =
    [
        "<environment_context>", // Codex
    ];

    /// <summary>What stands before the person's words in the same text.</summary>
    private static readonly (string Begin, string End)[] Leads =
    [
        ("<current_datetime>", "</current_datetime>"), // Copilot CLI
    ];

    public static bool IsPart(string text) => BeginsWithAny(text, Parts);

    public static bool IsMessage(string text) => BeginsWithAny(text, Messages);

    /// <summary>The part without what the client put before the person's words.</summary>
    public static string WithoutLead(string text)
    {
        foreach (var (begin, end) in Leads)
        {
            var trimmed = text.AsSpan().TrimStart();
            var close = trimmed.IndexOf(end, StringComparison.Ordinal);
            if (trimmed.StartsWith(begin, StringComparison.Ordinal) && close >= 0)
                return trimmed[(close + end.Length)..].TrimStart().ToString();
        }

        return text;
    }

    /// <summary>The text without the one pair of quotes that OpenCode puts around all of it; quotes inside show it is not one pair.</summary>
    public static string WithoutQuotes(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 2 || trimmed[0] != '"' || trimmed[^1] != '"')
            return text;
        var inner = trimmed[1..^1];
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' && (i == 0 || inner[i - 1] != '\\'))
                return text;
        }

        return inner.ToString();
    }

    private static bool BeginsWithAny(string text, string[] marks)
    {
        var trimmed = text.AsSpan().TrimStart();
        foreach (var mark in marks)
        {
            if (trimmed.StartsWith(mark, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
