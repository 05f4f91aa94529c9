using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>Which folder may use which: the flow of a request is the order of the folders.</summary>
internal static class ImportRules
{
    private const string ProbedFolder = "Upstream";
    private const string Probe = "ProviderProbe";

    private static readonly string[] Level0 = ["Protocols", "Configuration", "Telemetry"];
    private static readonly string[] Level1 = ["Exchanges", "Providers", "Projects", "Secrets", "Storage"];
    private static readonly string[] Level2 = ["Ingress", "Routing", "Interception", "Upstream", "Recording", "Shutdown"];
    private static readonly string[] Level3 = ["Management", "Chat", "Mcp", "WebUi", "Docs", "Demo", "CommandLine"];

    /// <summary>Composition: may use everything, is used by nothing.</summary>
    private static readonly string[] Level4 = [""];

    private static readonly Dictionary<string, string[]> Allowed = MakeAllowed();
    private static readonly Regex Qualified = new(@"\bAiBridge\.(?<folder>[A-Z]\w*)(\.(?<type>[A-Z]\w*))?", RegexOptions.Compiled);
    private static readonly Regex Relative = new(@"(?<![\w.])(?<folder>[A-Z]\w*)\.(?<type>[A-Z]\w*)", RegexOptions.Compiled);
    private static readonly Regex Word = new(@"(?<![\w.])[A-Z]\w*", RegexOptions.Compiled);
    private static readonly Regex Namespace = new(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Compiled | RegexOptions.Multiline);
    private static readonly Regex GlobalUsing = new(@"\bglobal\s+using\s+(static\s+)?AiBridge\b", RegexOptions.Compiled);

    public static IEnumerable<string> Directions(IReadOnlyList<SourceFile> files)
    {
        foreach (var folder in files.Select(file => file.Folder).Distinct().Except(Allowed.Keys).Except(Level4))
            yield return $"{folder}: the folder has no place in the levels";
        var types = TypesByFolder(files);
        foreach (var file in files.Where(file => !Level4.Contains(file.Folder)))
        {
            var allowed = Allowed.GetValueOrDefault(file.Folder, []);
            foreach (var (position, folder) in Imports(file, types))
            {
                if (!allowed.Contains(folder) && !UsesOnlyTheProbe(file, folder, types))
                    yield return file.At(position, $"{file.Folder} may not use {(folder.Length == 0 ? "composition" : folder)}");
            }
        }
    }

    public static IEnumerable<string> Cycles(IReadOnlyList<SourceFile> files)
    {
        var types = TypesByFolder(files);
        var edges = files.Where(file => !Level4.Contains(file.Folder))
            .SelectMany(file => Imports(file, types).Select(import => (From: file.Folder, To: import.Folder)))
            .ToLookup(edge => edge.From, edge => edge.To);
        return edges.Select(uses => uses.Key).Where(folder => Reachable(edges, folder).Contains(folder)).Select(folder => $"{folder} is in a cycle of imports");
    }

    public static IEnumerable<string> NamespaceIsFolder(IEnumerable<SourceFile> files) =>
        from file in files
        let expected = string.Join('.', file.Path.Split('/')[..^1].Prepend("AiBridge"))
        let found = Namespace.Match(file.Code)
        where found.Success ? found.Groups["name"].Value != expected : ShapeRules.Types(file).Any()
        select file.At(found.Index, $"the namespace must be {expected}");

    public static IEnumerable<string> GlobalImports(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in GlobalUsing.Matches(file.Code)
        select file.At(match.Index, "a global using hides who uses whom");

    private static IEnumerable<(int Position, string Folder)> Imports(SourceFile file, ILookup<string, string> types)
    {
        var qualified = from Match match in Qualified.Matches(file.Code)
                        let folder = match.Groups["folder"].Value
                        select (match.Index, Folder: types[""].Contains(folder) ? "" : folder);
        // Folders are sibling namespaces, so that Storage.BridgeDb needs no using; a property of that name is no such mention.
        var relative = from Match match in Relative.Matches(file.Code)
                       where types[match.Groups["folder"].Value].Contains(match.Groups["type"].Value)
                       select (match.Index, Folder: match.Groups["folder"].Value);
        // Types of the root are visible everywhere without a using.
        var root = from Match match in Word.Matches(file.Code)
                   where types[""].Contains(match.Value) && !types[file.Folder].Contains(match.Value)
                   select (match.Index, Folder: "");
        return qualified.Concat(relative).Concat(root).Where(import => import.Folder != file.Folder);
    }

    private static bool UsesOnlyTheProbe(SourceFile file, string folder, ILookup<string, string> types) =>
        folder == ProbedFolder && Level3.Contains(file.Folder)
        && Word.Matches(file.Code).Select(match => match.Value).Where(types[ProbedFolder].Contains).All(name => name.StartsWith(Probe));

    private static ILookup<string, string> TypesByFolder(IEnumerable<SourceFile> files) =>
        files.SelectMany(file => ShapeRules.Types(file).Where(type => type.Depth == 0).Select(type => (file.Folder, type.Name))).ToLookup(type => type.Folder, type => type.Name);

    private static HashSet<string> Reachable(ILookup<string, string> edges, string start)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(edges[start]);
        while (open.TryPop(out var folder))
        {
            if (seen.Add(folder))
                edges[folder].ToList().ForEach(open.Push);
        }

        return seen;
    }

    private static Dictionary<string, string[]> MakeAllowed()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["Protocols"] = [],
            ["Configuration"] = [],
            ["Telemetry"] = ["Configuration"],
            ["Storage"] = Level0,
            ["Secrets"] = [.. Level0, "Storage"],
            ["Projects"] = [.. Level0, "Secrets", "Storage"],
            ["Providers"] = [.. Level0, "Projects", "Secrets", "Storage"],
            // The caller's own credential on the Exchange is a Secret.
            ["Exchanges"] = [.. Level0, "Providers", "Projects", "Secrets"],
        };
        foreach (var folder in Level2.Concat(Level3))
            allowed[folder] = [.. Level0, .. Level1];
        return allowed;
    }
}
