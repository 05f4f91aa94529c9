using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>What documents and comments point to must be there: files, headings, settings.</summary>
internal static partial class DocumentRules
{
    /// <summary>Links of a Markdown document, and paths that stand in its text as code.</summary>
    /// <param name="document">Path, relative to the repository, and text.</param>
    /// <param name="read">The text of a file of the repository; empty for a folder; null when there is none.</param>
    public static IEnumerable<string> Links((string Path, string Text) document, Func<string, string?> read)
    {
        var prose = Fence().Replace(document.Text, "");
        foreach (var target in Link().Matches(InlineCode().Replace(prose, "")).Select(match => match.Groups["target"].Value).Where(target => !External().IsMatch(target)))
        {
            var (file, heading) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var text = file.Length == 0 ? document.Text : read(Normal(Path.GetDirectoryName(document.Path)!, file));
            if (text is null)
                yield return $"{document.Path}: {target} is not in the repository";
            else if (heading is not null && !Headings(text).Contains(heading))
                yield return $"{document.Path}: {target} names no heading";
        }

        foreach (var path in InlineCode().Matches(prose).Select(match => match.Groups["code"].Value).Where(code => RepositoryPath().IsMatch(code)))
        {
            if (read(path.TrimEnd('/')) is null)
                yield return $"{document.Path}: {path} is not in the repository";
        }
    }

    /// <summary>Documents that the comments of a source name.</summary>
    public static IEnumerable<string> Mentions((string Path, string Text) source, Func<string, string?> read) =>
        from Match comment in Comment().Matches(source.Text)
        from Match mention in Mention().Matches(comment.Value)
        where read(mention.Value) is null && read(Normal(Path.GetDirectoryName(source.Path)!, mention.Value)) is null
        select $"{source.Path}: {mention.Value} is not in the repository";

    /// <summary>Settings that a document names as <c>Section:Key</c>, which stands for all of them, or in the environment's way.</summary>
    public static IEnumerable<string> Settings((string Path, string Text) document, JsonElement schema) =>
        from Match match in Setting().Matches(document.Text)
        let key = match.Value.Replace("AIBRIDGE__", "").Replace("__", ":")
        where key != "Section:Key" && !Knows(schema, schema, key.Split(':'))
        select $"{document.Path}: {match.Value} is no setting";

    private static bool Knows(JsonElement schema, JsonElement place, ReadOnlySpan<string> path)
    {
        if (place.TryGetProperty("$ref", out var reference))
            return Knows(schema, reference.GetString()!.Split('/')[1..].Aggregate(schema, (at, name) => at.GetProperty(name)), path);
        if (path.IsEmpty)
            return true;
        // An entry of a list is addressed by its name.
        if (place.TryGetProperty("items", out var items))
            return Knows(schema, items, path[1..]);
        if (!place.TryGetProperty("properties", out var properties))
            return !place.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False;
        return properties.TryGetProperty(path[0], out var property) && Knows(schema, property, path[1..]);
    }

    private static IEnumerable<string> Headings(string text) =>
        Heading().Matches(Fence().Replace(text, "")).Select(match => NotInAnchor().Replace(match.Groups["words"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string Normal(string folder, string file) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, file))).Replace('\\', '/');

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^(https?|mailto):")]
    private static partial Regex External();

    [GeneratedRegex(@"^(src|tests|config|docs|\.ci|\.github)/(?!.*\.local\.)[\w./-]+$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^#+ (?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(^|\s)(//+|#+|<!--)\s.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // A file by its name, or a document by its capitals and a paragraph; an RFC is found by everybody.
    [GeneratedRegex(@"(?<![\w./])[\w][\w./-]*\.md\b|\b[A-Z]{4,}(-[A-Z]+)?(?= §)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\bAIBRIDGE__\w+|(?<=`|--)(?!AIBRIDGE)[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+(?=[`\s=])")]
    private static partial Regex Setting();
}
