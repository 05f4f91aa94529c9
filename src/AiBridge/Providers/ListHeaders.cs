using System.Collections.Frozen;

namespace AiBridge.Providers;

/// <summary>
/// Request headers whose value is a list (<c>#element</c> in RFC 9110, section 5.6.1), so that values of two sides can stand together. A
/// table of these and not of the single-valued ones: of a header nobody knows, two values in one line can be one that nobody understands.
/// </summary>
internal static class ListHeaders
{
    /// <summary>Every vendor's flags for what is not yet general: <c>anthropic-beta</c>, <c>openai-beta</c> and their like.</summary>
    private const string Flags = "-beta";

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "accept", "accept-charset", "accept-encoding", "accept-language", "accept-signature", "cache-control", "if-match", "if-none-match", "link", "pragma",
        "prefer", "via", "want-content-digest", "want-repr-digest", "warning");

    public static bool Contains(string name) => Names.Contains(name) || name.EndsWith(Flags, StringComparison.OrdinalIgnoreCase);

    /// <summary>What of <paramref name="added"/> is not in a line of <paramref name="present"/> yet; null when nothing is left of it.</summary>
    public static string? Missing(IEnumerable<string?> present, string added)
    {
        var known = present.SelectMany(Elements).ToHashSet(StringComparer.Ordinal);
        var missing = Elements(added).Where(known.Add).ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>The elements of a list; a comma inside quotes ends none.</summary>
    private static IEnumerable<string> Elements(string? list)
    {
        list ??= "";
        var (from, quoted) = (0, false);
        for (var at = 0; at < list.Length; at++)
        {
            if (quoted && list[at] == '\\')
            {
                at++;
            }
            else if (list[at] == '"')
            {
                quoted = !quoted;
            }
            else if (list[at] == ',' && !quoted)
            {
                if (Element(from, at) is { Length: > 0 } element)
                    yield return element;
                from = at + 1;
            }
        }

        if (Element(from, list.Length) is { Length: > 0 } last)
            yield return last;

        string Element(int start, int end) => list[start..end].Trim(' ', '\t');
    }
}
