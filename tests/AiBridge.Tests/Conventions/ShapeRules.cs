using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>Sizes and forms of files, types and methods.</summary>
internal static class ShapeRules
{
    public const int MaxFileLines = 300;
    public const int MaxMedianFileLines = 80;
    public const int MaxMemberLines = 60;
    public const int MaxConstructorParameters = 6;

    private static readonly Regex TypeDeclaration = new(
        @"(?<modifiers>(?:\b(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|unsafe|ref|new)\s+)*)\b(?<kind>class|record\s+class|record\s+struct|record|struct|interface|enum)\s+(?<name>[A-Z]\w*)(?<generic>\s*<[^>(){;]*>)?",
        RegexOptions.Compiled);

    private static readonly string[] ClosedModifiers = ["sealed", "static", "abstract"];

    public static IEnumerable<string> FileLength(IEnumerable<SourceFile> files) =>
        from file in files
        let lines = Lines(file)
        where lines > MaxFileLines
        select file.At(0, $"has {lines} lines, more than {MaxFileLines}");

    public static IEnumerable<string> MedianFileLength(IEnumerable<SourceFile> files)
    {
        var lengths = files.Select(Lines).Order().ToList();
        var median = lengths.Count == 0 ? 0 : lengths[lengths.Count / 2];
        return median > MaxMedianFileLines ? [$"the median file has {median} lines, more than {MaxMedianFileLines}"] : [];
    }

    public static IEnumerable<string> MemberLength(IEnumerable<SourceFile> files) =>
        from file in files
        from member in CodeMembers.Of(file.Code)
        let lines = file.LineAt(Math.Min(member.End, file.Text.Length - 1)) - file.LineAt(member.Start) + 1
        where lines > MaxMemberLines
        select file.At(member.Start, $"a member of {lines} lines, more than {MaxMemberLines}");

    public static IEnumerable<string> ClosedClasses(IReadOnlyList<SourceFile> files)
    {
        var declared = (from file in files from type in Types(file) select (file, type)).ToList();
        // One part of a partial class says it for all.
        var closed = declared.Where(d => d.type.IsClosed).Select(d => (d.file.Folder, d.type.Name)).ToHashSet();
        return from d in declared
               where d.type.IsClass && !closed.Contains((d.file.Folder, d.type.Name))
               select d.file.At(d.type.Position, $"{d.type.Name} is neither sealed, static nor abstract");
    }

    public static IEnumerable<string> InternalTypes(IEnumerable<SourceFile> files) =>
        from file in files
        from type in Types(file)
        where type.IsPublic && type.Depth == 0
        select file.At(type.Position, $"{type.Name} is public; one deployable has no public types");

    public static IEnumerable<string> ConstructorParameters(IEnumerable<SourceFile> files) =>
        from file in files
        from type in Types(file)
        where type.Kind == "class"
        from open in Constructors(file.Code, type)
        let count = CodeScan.Arguments(file.Code, open).Count
        where count > MaxConstructorParameters
        select file.At(open, $"{type.Name} takes {count} constructor parameters, more than {MaxConstructorParameters}");

    public static IEnumerable<DeclaredType> Types(SourceFile file)
    {
        foreach (Match match in TypeDeclaration.Matches(file.Code))
        {
            var modifiers = match.Groups["modifiers"].Value;
            var before = file.Code.AsSpan(0, match.Index);
            yield return new DeclaredType(
                match.Groups["name"].Value,
                match.Groups["kind"].Value,
                match.Index,
                match.Index + match.Length,
                before.Count('{') - before.Count('}'),
                modifiers.Contains("public"),
                ClosedModifiers.Any(modifiers.Contains));
        }
    }

    private static IEnumerable<int> Constructors(string code, DeclaredType type)
    {
        var next = type.HeaderEnd;
        while (next < code.Length && char.IsWhiteSpace(code[next]))
            next++;
        if (next < code.Length && code[next] == '(')
            yield return next;
        foreach (Match match in Regex.Matches(code, $@"\b(public|internal|private|protected)\s+{type.Name}\s*\("))
            yield return match.Index + match.Length - 1;
    }

    private static int Lines(SourceFile file) => file.Text.TrimEnd('\n').Count(c => c == '\n') + 1;
}

internal sealed record DeclaredType(string Name, string Kind, int Position, int HeaderEnd, int Depth, bool IsPublic, bool IsClosed)
{
    public bool IsClass => Kind is "class" or "record" || (Kind.StartsWith("record") && Kind.EndsWith("class"));
}
