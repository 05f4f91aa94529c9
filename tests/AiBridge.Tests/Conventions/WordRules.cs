using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>Words that have no place in the product, and names that must be one's own.</summary>
internal static class WordRules
{
    private static readonly Regex SystemClock = new(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b", RegexOptions.Compiled);
    private static readonly Regex Sleep = new(@"\bThread\.Sleep\b", RegexOptions.Compiled);
    private static readonly Regex Delay = new(@"\bTask\.Delay\s*\(", RegexOptions.Compiled);
    private static readonly Regex Clock = new(@"clock|timeProvider", RegexOptions.Compiled | RegexOptions.IgnoreCase);
    private static readonly Regex LeftOver = new(@"\b(TODO|FIXME)\b", RegexOptions.Compiled);
    private static readonly Regex LogMessage = new(@"\bLoggerMessage\s*\(", RegexOptions.Compiled);
    private static readonly Regex EventId = new(@"^\s*(EventId\s*=\s*)?(?<id>\d+)\s*$", RegexOptions.Compiled);
    private static readonly HashSet<string> EmptyFolderNames = new(StringComparer.OrdinalIgnoreCase) { "Utils", "Helpers", "Common", "Services", "Internal", "Abstractions" };

    public static IEnumerable<string> SystemTime(IEnumerable<SourceFile> files) => Find(files, SystemClock, "reads the system's clock; take a TimeProvider");

    public static IEnumerable<string> Sleeping(IEnumerable<SourceFile> files) => Find(files, Sleep, "puts a thread to sleep");

    public static IEnumerable<string> DelayWithoutClock(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in Delay.Matches(file.Code)
        where !CodeScan.Arguments(file.Code, match.Index + match.Length - 1).Skip(1).Any(argument => Clock.IsMatch(argument))
        select file.At(match.Index, "waits without a TimeProvider");

    public static IEnumerable<string> LeftOvers(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in LeftOver.Matches(file.Text)
        select file.At(match.Index, $"{match.Value} was left in");

    public static IEnumerable<string> FolderNames(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Path.Split('/')[..^1].Any(EmptyFolderNames.Contains)
        select file.At(0, "lies in a folder whose name says nothing");

    public static IEnumerable<string> LogEventIds(IEnumerable<SourceFile> files)
    {
        var firstUses = new Dictionary<string, string>();
        foreach (var file in files)
        {
            foreach (Match match in LogMessage.Matches(file.Code))
            {
                var arguments = CodeScan.Arguments(file.Code, match.Index + match.Length - 1);
                var id = arguments.Select(argument => EventId.Match(argument)).FirstOrDefault(found => found.Success)?.Groups["id"].Value;
                if (id is null)
                    yield return file.At(match.Index, "has no event id written as a number");
                else if (!firstUses.TryAdd(id, file.At(match.Index, "")))
                    yield return file.At(match.Index, $"event id {id} is taken by {firstUses[id]}");
            }
        }
    }

    private static IEnumerable<string> Find(IEnumerable<SourceFile> files, Regex pattern, string finding) =>
        from file in files
        from Match match in pattern.Matches(file.Code)
        select file.At(match.Index, $"{match.Value} {finding}");
}
