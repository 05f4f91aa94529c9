using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>Words that have no place in the product, and names that must be one's own.</summary>
internal static partial class WordRules
{
    /// <summary>Words that nobody outside this repository uses for the thing, in any form of a name, each with the one to take. Of several words the name must end in them.</summary>
    public static readonly IReadOnlyDictionary<string, string> PrivateWords = new Dictionary<string, string>
    {
        ["Bench"] = "CoolDown",
        ["Bring"] = "Ensure, or Load",
        ["FailureStage"] = "CompletionStage",
        ["House"] = "Fixture",
        ["StandIn"] = "Placeholder",
        ["Tell"] = "Report",
        ["Turns"] = "Failover",
        ["Wish"] = "Arguments, or Patch",
    };

    private static readonly HashSet<string> EmptyFolderNames = new(StringComparer.OrdinalIgnoreCase) { "Utils", "Helpers", "Common", "Services", "Internal", "Abstractions" };

    public static IEnumerable<string> LeftOvers(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in LeftOver.Matches(file.Text)
        select file.At(match.Index, $"{match.Value} was left in");

    public static IEnumerable<string> FolderNames(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Path.Split('/')[..^1].Any(EmptyFolderNames.Contains)
        select file.At(0, "lies in a folder whose name says nothing");

    /// <summary>In whatever a source declares (a name that it only uses may be a library's), and in its path. A test's name is a sentence, where every word may stand.</summary>
    public static IEnumerable<string> Private(IEnumerable<SourceFile> files, IReadOnlyDictionary<string, string> words)
    {
        var patterns = words.Select(word => (word.Key, word.Value, Words: Spread(word.Key), IsOneWord: Word.Count(word.Key) == 1)).ToList();
        return from file in files
               let declared = file.Names.Where(token => token.Parent is not SimpleNameSyntax && !token.Text[1..].Contains('_')).Select(token => (token.SpanStart, token.Text))
               from name in Path.ChangeExtension(file.Path, null).Split('/').Select(part => (SpanStart: 0, Text: part)).Concat(declared)
               let spread = Spread(name.Text)
               from pattern in patterns
               where Endings.Select(ending => pattern.Words[..^1] + ending).Any(pattern.IsOneWord ? spread.Contains : spread.EndsWith)
               select file.At(name.SpanStart, $"{name.Text}: not {pattern.Key} but {pattern.Value}");
    }

    public static IEnumerable<string> LogEventIds(IEnumerable<SourceFile> files)
    {
        var firstUses = new Dictionary<string, string>();
        foreach (var file in files)
        {
            foreach (var message in file.Root.DescendantNodes().OfType<AttributeSyntax>().Where(attribute => attribute.Name.ToString() == "LoggerMessage"))
            {
                var id = message.ArgumentList?.Arguments.FirstOrDefault(argument =>
                    argument.NameEquals?.Name.ToString() is null or "EventId" && argument.Expression.IsKind(SyntaxKind.NumericLiteralExpression));
                if (id is null)
                    yield return file.At(message, "has no event id written as a number");
                else if (!firstUses.TryAdd(id.Expression.ToString(), file.At(message, "")))
                    yield return file.At(message, $"event id {id.Expression} is taken by {firstUses[id.Expression.ToString()]}");
            }
        }
    }

    private static readonly string[] Endings = ["|", "s|", "es|"];

    [GeneratedRegex(@"\b(TODO|FIXME)\b")]
    private static partial Regex LeftOver { get; }

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Word { get; }

    // "|stand|in|": so that one word is never found inside another.
    private static string Spread(string name) => $"|{string.Join('|', Word.Matches(name).Select(word => word.Value.ToLowerInvariant()))}|";
}
