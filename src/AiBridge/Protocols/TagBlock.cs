namespace AiBridge.Protocols;

/// <summary>
/// Blocks <c>&lt;name …&gt;…&lt;/name&gt;</c> in a text that is no XML. Clients open theirs at the beginning of a line, so a tag that
/// a file or a person quotes inside a line opens nothing. Every look runs over the text once.
/// </summary>
internal static class TagBlock
{
    private const int LongestName = 64;

    /// <summary>The name of the tag that the text begins with; empty when it begins with none.</summary>
    public static ReadOnlySpan<char> NameAtStart(ReadOnlySpan<char> text) => text is ['<', ..] ? NameOf(text[1..]) : default;

    /// <summary>The name of the closing tag that the text ends with; empty when it ends with none.</summary>
    public static ReadOnlySpan<char> NameAtEnd(ReadOnlySpan<char> text)
    {
        if (text is not [.., '>'])
            return default;
        var head = Math.Max(0, text.Length - LongestName - 3);
        var at = text[head..].LastIndexOf("</");
        return at < 0 ? default : text[(head + at + 2)..^1];
    }

    /// <summary>Where the block ends with whose opening tag the text begins; where its last closing tag does when they do not match up; -1 when nothing closes it.</summary>
    public static int EndOf(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        var tag = text[..(text.IndexOf('>') + 1)];
        if (tag is [.., '/', '>'])
            return tag.Length;
        var (depth, last) = (0, -1);
        for (int at = 0, next; (next = text[at..].IndexOf('<')) >= 0; at++)
        {
            at += next;
            if (Closes(text[at..], name))
            {
                last = at + name.Length + 3;
                if (--depth == 0)
                    return last;
            }
            else if (Opens(text, at, name))
            {
                depth++;
            }
        }

        return last;
    }

    /// <summary>Where the block begins with whose closing tag the text ends; -1 when nothing opens it.</summary>
    public static int StartOf(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        var (depth, first) = (0, -1);
        for (var at = text.LastIndexOf('<'); at >= 0; at = text[..at].LastIndexOf('<'))
        {
            if (Closes(text[at..], name))
            {
                depth++;
            }
            else if (Opens(text, at, name))
            {
                first = at;
                if (--depth == 0)
                    return first;
            }
        }

        return first;
    }

    /// <summary>The inside of a whole block.</summary>
    public static ReadOnlySpan<char> Inside(ReadOnlySpan<char> block, ReadOnlySpan<char> name)
    {
        var start = block.IndexOf('>') + 1;
        var end = block.Length - name.Length - 3;
        return start <= end ? block[start..end].Trim() : default;
    }

    /// <summary>Whether the tag that the text begins with has its line to itself.</summary>
    public static bool FillsItsLine(ReadOnlySpan<char> text)
    {
        var line = text.IndexOf('\n');
        return line > 0 && text[..line].TrimEnd() is [.., '>'] tag && tag.Count('>') == 1;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, LongestName + 1)].IndexOfAny(" \t\r\n/>");
        return end < 0 ? default : text[..end];
    }

    private static bool Closes(ReadOnlySpan<char> text, ReadOnlySpan<char> name) =>
        text.Length >= name.Length + 3 && text[1] == '/' && text[name.Length + 2] == '>' && text.Slice(2, name.Length).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Opens(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> name) =>
        (at == 0 || text[at - 1] is '\n' or '>') && NameAtStart(text[at..]).Equals(name, StringComparison.OrdinalIgnoreCase);
}
