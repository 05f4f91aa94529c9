using System.Collections.Frozen;

namespace AiBridge.Providers;

/// <summary>The rule for provider names.</summary>
internal static class ProviderName
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "api", "v1", "mcp", "ui", "health", "healthz", "readyz", "metrics", "openapi", "assets", "docs", "presets", "from-preset");

    /// <summary>Null when the name is good, else what is wrong with it.</summary>
    public static string? Problem(string name)
    {
        if (name.Length is < 2 or > 64)
            return $"\"{name}\" must be 2 to 64 characters long";
        if (!IsWellFormed(name))
            return $"\"{name}\" must be lower-case letters and digits in groups joined by single hyphens";
        return Reserved.Contains(name) ? $"\"{name}\" is a reserved word" : null;
    }

    private static bool IsWellFormed(string name)
    {
        var previous = '-';
        foreach (var c in name)
        {
            var isHyphen = c == '-';
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (isHyphen && previous != '-')))
                return false;
            previous = c;
        }

        return previous != '-';
    }
}
