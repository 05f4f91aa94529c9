namespace AiBridge.Protocols;

/// <summary>The person's words in the texts of one message: what the client's scaffolding leaves.</summary>
/// <param name="scaffolding">What the client puts around them.</param>
/// <param name="all">The texts, a place between two of them; the words are left in it.</param>
internal readonly ref struct PromptWords(PromptScaffolding scaffolding, Span<char> all)
{
    /// <summary>Wrappers inside wrappers, at most.</summary>
    private const int Deepest = 4;

    private readonly Span<char> _all = all;
    private readonly List<(int Start, int Length, bool Wrapped)> _words = [];

    /// <summary>The words, joined with line feeds; empty when there are none.</summary>
    /// <param name="texts">Where the texts lie.</param>
    public ReadOnlySpan<char> Of(IReadOnlyList<(int Start, int End)> texts)
    {
        var results = false;
        for (var i = 0; i < texts.Count; i++)
        {
            ReadOnlySpan<char> text = TextAt(texts, i);
            if (EndOfSpan(texts, i) is { } end)
            {
                i = end.Index;
                text = i < texts.Count ? TextAt(texts, i)[end.At..].TrimStart() : default;
            }

            // What a tool said may go on in the texts behind it.
            results = results || (scaffolding.Result is { } result && IsResult(text, result));
            if (results)
                TakeWrapped(text);
            else
                Take(text, wrapped: false, depth: 0);
        }

        var prompt = Join(onlyWrapped: results || (scaffolding.OnlyWrapped && _words.Exists(word => word.Wrapped)));
        if (scaffolding.Quoted)
            prompt = WithoutQuotes(prompt);
        return prompt.IsWhiteSpace() ? default : prompt;
    }

    /// <summary>Moved together at the front: they lie in order, and there is a place before each but the first.</summary>
    private ReadOnlySpan<char> Join(bool onlyWrapped)
    {
        var (length, first) = (0, true);
        foreach (var (start, count, wrapped) in _words)
        {
            if (onlyWrapped && !wrapped)
                continue;
            if (!first)
                _all[length++] = '\n';
            _all.Slice(start, count).CopyTo(_all[length..]);
            (length, first) = (length + count, false);
        }

        return _all[..length];
    }

    private Span<char> TextAt(IReadOnlyList<(int Start, int End)> texts, int index) => _all[texts[index].Start..texts[index].End];

    private void Take(ReadOnlySpan<char> text, bool wrapped, int depth)
    {
        while (true)
        {
            var trimmed = text.TrimStart();
            var name = TagBlock.NameAtStart(trimmed);
            if (depth < Deepest && Names(scaffolding.Wrappers, name))
            {
                var whole = TagBlock.EndOf(trimmed, name);
                // Cut short, the words are still words.
                Take(whole < 0 ? trimmed[(trimmed.IndexOf('>') + 1)..].TrimStart() : TagBlock.Inside(trimmed[..whole], name), wrapped: true, depth + 1);
                text = whole < 0 ? default : trimmed[whole..].TrimStart();
                continue;
            }

            var end = EndOfLeading(trimmed, name);
            if (end == 0)
                break;
            text = trimmed[end..].TrimStart();
        }

        if (BeginsWithAny(text.TrimStart(), scaffolding.Notices))
        {
            TakeWrapped(text);
            return;
        }

        for (int start; (start = StartOfTrailing(text.TrimEnd())) >= 0;)
            text = text[..start].TrimEnd();
        if (!text.IsWhiteSpace() && _all.Overlaps(text, out var at))
            _words.Add((at, text.Length, wrapped));
    }

    /// <summary>Where the client's part ends that the text begins with; 0 when it begins with none.</summary>
    private int EndOfLeading(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        if (Names(scaffolding.Blocks, name))
        {
            var end = TagBlock.EndOf(text, name);
            if (end > 0)
                return end;
            // A person asks about a tag in a sentence; a client's block that was cut short keeps its first line.
            return TagBlock.FillsItsLine(text) ? text.Length : 0;
        }

        foreach (var (begin, close) in scaffolding.Sections)
        {
            if (text.StartsWith(begin, StringComparison.Ordinal))
                return text.IndexOf(close, StringComparison.Ordinal) is var at and >= 0 ? at + close.Length : text.Length;
        }

        foreach (var (begin, words) in scaffolding.Leads)
        {
            if (text.StartsWith(begin, StringComparison.Ordinal) && LineWith(text, words) is var at and >= 0)
                return at + words.Length;
        }

        if (!BeginsWithAny(text, scaffolding.Lines))
            return 0;
        var line = text.IndexOf('\n');
        return line < 0 ? text.Length : line;
    }

    /// <summary>Where the client's part begins that the text ends with; -1 when it ends with none.</summary>
    private int StartOfTrailing(ReadOnlySpan<char> text)
    {
        var name = TagBlock.NameAtEnd(text);
        if (Names(scaffolding.Blocks, name))
            return TagBlock.StartOf(text, name);
        if (text is [.., '/', '>'] && text.LastIndexOf('<') is var tag and >= 0 && Names(scaffolding.Blocks, TagBlock.NameAtStart(text[tag..])))
            return tag;
        foreach (var (begin, end) in scaffolding.Sections)
        {
            if (text.EndsWith(end, StringComparison.Ordinal) && text.LastIndexOf(begin, StringComparison.Ordinal) is var at and >= 0 && (at == 0 || text[at - 1] == '\n'))
                return at;
        }

        return -1;
    }

    /// <summary>The wrapped words in a text that is the client's.</summary>
    private void TakeWrapped(ReadOnlySpan<char> text)
    {
        for (int next; (next = text.IndexOf('<')) >= 0;)
        {
            var atLine = next == 0 || text[next - 1] == '\n';
            text = text[next..];
            var name = TagBlock.NameAtStart(text);
            if (!atLine || !Names(scaffolding.Wrappers, name))
            {
                text = text[1..];
                continue;
            }

            var end = TagBlock.EndOf(text, name);
            if (end < 0)
                return;
            Take(TagBlock.Inside(text[..end], name), wrapped: true, depth: 1);
            text = text[end..];
        }
    }

    /// <summary>Which text a span over several ends in, and where in it; null when none begins here.</summary>
    private (int Index, int At)? EndOfSpan(IReadOnlyList<(int Start, int End)> texts, int index)
    {
        foreach (var (begin, end) in scaffolding.Spans)
        {
            if (!TextAt(texts, index).TrimStart().StartsWith(begin, StringComparison.Ordinal))
                continue;
            for (var i = index; i < texts.Count; i++)
            {
                if (TextAt(texts, i).IndexOf(end, StringComparison.Ordinal) is var at and >= 0)
                    return (i, at + end.Length);
            }

            return (texts.Count, 0);
        }

        return null;
    }

    private static bool IsResult(ReadOnlySpan<char> text, (string Begin, string End) result)
    {
        var line = text.TrimStart();
        line = line[..(line.IndexOf('\n') is var end and >= 0 ? end : line.Length)].TrimEnd();
        return line.StartsWith(result.Begin, StringComparison.Ordinal) && line.EndsWith(result.End, StringComparison.Ordinal);
    }

    /// <summary>Where a line begins with the mark; -1 when none does.</summary>
    private static int LineWith(ReadOnlySpan<char> text, string mark)
    {
        for (int from = 0, at; (at = text[from..].IndexOf(mark, StringComparison.Ordinal)) >= 0; from += at + mark.Length)
        {
            if (from + at == 0 || text[from + at - 1] == '\n')
                return from + at;
        }

        return -1;
    }

    private static bool Names(string[] names, ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return false;
        foreach (var known in names)
        {
            if (known[^1] is '-' or '_' ? name.StartsWith(known, StringComparison.OrdinalIgnoreCase) : name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool BeginsWithAny(ReadOnlySpan<char> text, string[] marks)
    {
        foreach (var mark in marks)
        {
            if (text.StartsWith(mark, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>The text without the one pair of quotes around all of it; quotes inside show it is not one pair.</summary>
    private static ReadOnlySpan<char> WithoutQuotes(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < 2 || trimmed[0] != '"' || trimmed[^1] != '"')
            return text;
        var inner = trimmed[1..^1];
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' && (i == 0 || inner[i - 1] != '\\'))
                return text;
        }

        return inner;
    }
}
