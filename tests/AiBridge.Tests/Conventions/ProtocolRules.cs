using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>A wire protocol is one folder and its rows in the table of provider types: nobody else names it, or has a branch for it.</summary>
internal static class ProtocolRules
{
    private const string Table = "Providers/ProviderTypes.cs";

    private static readonly Regex Protocol = new(@":\s*WireProtocol\b", RegexOptions.Compiled);
    private static readonly Regex Family = new(@"\bsealed\s+class\s+(?<name>\w+)\s*:\s*(Api|Error)Family\b", RegexOptions.Compiled);
    private static readonly Regex Declared = new(@"\b(class|record|struct|enum|interface)\s+(?!struct\b|class\b)(?<name>[A-Z]\w*)", RegexOptions.Compiled);
    private static readonly Regex Word = new(@"\b[A-Z]\w*\b", RegexOptions.Compiled);

    public static IEnumerable<string> NamedElsewhere(IReadOnlyList<SourceFile> files)
    {
        var homes = Homes(files);
        return from file in files
               where file.Path != Table
               from Match match in Word.Matches(file.Code)
               let home = homes.GetValueOrDefault(match.Value)
               where home is not null && !file.Path.StartsWith(home, StringComparison.Ordinal)
               select file.At(match.Index, $"{match.Value} is known to {home} and to the table of provider types alone");
    }

    /// <summary>The folder of each type that belongs to one protocol, or is one family.</summary>
    private static Dictionary<string, string> Homes(IReadOnlyList<SourceFile> files)
    {
        var folders = files.Where(file => file.Path.StartsWith("Protocols/", StringComparison.Ordinal) && Protocol.IsMatch(file.Code)).Select(FolderOf).ToHashSet();
        var ofProtocols = from file in files
                          where folders.Contains(FolderOf(file))
                          from Match match in Declared.Matches(file.Code)
                          select (Name: match.Groups["name"].Value, Folder: FolderOf(file));
        var families = from file in files
                       where file.Path.StartsWith("Protocols/", StringComparison.Ordinal)
                       from Match match in Family.Matches(file.Code)
                       select (Name: match.Groups["name"].Value, Folder: FolderOf(file));
        return ofProtocols.Concat(families).DistinctBy(type => type.Name).ToDictionary(type => type.Name, type => type.Folder, StringComparer.Ordinal);
    }

    private static string FolderOf(SourceFile file) => file.Path[..(file.Path.LastIndexOf('/') + 1)];
}
