using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>Which folder may use which: the flow of a request is the order of the folders.</summary>
internal static class ImportRules
{
    /// <summary>The root: may use everything, is used by nothing.</summary>
    private const string Composition = "";

    /// <summary>The one entry of a stage that level 3 may use, with what it gives and throws: they begin with its name.</summary>
    private const string Probe = "ProviderProbe";

    private static readonly string[] Level0 = ["Contracts", "Protocols", "Configuration", "Telemetry"];
    private static readonly string[] Level1 = ["Exchanges", "Records", "Providers", "Projects", "Secrets", "Storage"];
    private static readonly string[] Level2 = ["Ingress", "Routing", "Interception", "Upstream", "Recording", "Shutdown"];
    private static readonly string[] Level3 = ["Management", "Chat", "Mcp", "WebUi", "Docs", "Demo", "CommandLine"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Protocols"] = [],
        ["Configuration"] = ["Contracts"],
        ["Telemetry"] = ["Configuration"],
        ["Storage"] = Level0,
        ["Secrets"] = [.. Level0, "Storage"],
        ["Projects"] = [.. Level0, "Secrets", "Storage"],
        ["Providers"] = [.. Level0, "Projects", "Secrets", "Storage"],
        // A query waits for the writer behind the barrier that lies in Exchanges.
        ["Records"] = [.. Level0, "Exchanges", "Projects", "Storage"],
        // The caller's own credential on the Exchange is a Secret.
        ["Exchanges"] = [.. Level0, "Providers", "Projects", "Secrets"],
        // Libraries beside the service, which know it by HTTP alone.
        ["Client"] = ["Contracts"],
        ["Web"] = ["Client", "Contracts"],
    };

    static ImportRules()
    {
        foreach (var folder in Level2.Concat(Level3))
            Allowed[folder] = [.. Level0, .. Level1];
        // Its endpoints are part of the API: who may, bodies, problems and their description are the same there.
        Allowed["Chat"] = [.. Allowed["Chat"], "Management"];
        Allowed["WebUi"] = [.. Allowed["WebUi"], "Web"];
    }

    public static IEnumerable<string> Directions(CodeBase code)
    {
        var unknown = code.Files.Select(file => file.Folder).Distinct().Except(Allowed.Keys).Where(folder => folder != Composition).Select(folder => $"{folder}: the folder has no place in the levels");
        var forbidden = from use in code.Uses
                        let user = use.From.Folder
                        let used = use.To.Folder
                        where user != used && user != Composition && !Allowed.GetValueOrDefault(user, []).Contains(used)
                        where !(Level3.Contains(user) && used == "Upstream" && use.Type.Name.StartsWith(Probe, StringComparison.Ordinal))
                        select use.From.At(use.Position, $"{user} may not use {use.Type.Name} of {(used == Composition ? "composition" : used)}");
        return unknown.Concat(forbidden).Distinct();
    }

    /// <summary>
    /// Circles of folders, subfolders too. A file that lies beside subfolders stands for itself: one that only puts them together, which nothing in them
    /// uses, is in no circle.
    /// </summary>
    public static IEnumerable<string> Cycles(CodeBase code)
    {
        var parents = code.Files.Where(file => file.Directory.Contains('/')).Select(file => file.Directory[..file.Directory.LastIndexOf('/')]).ToHashSet();
        return Circles(code.Uses.Select(use => (use.From.Folder, use.To.Folder)))
            .Concat(Circles(code.Uses.Select(use => (Node(use.From), Node(use.To)))).Where(circle => circle.Any(node => !node.EndsWith(".cs", StringComparison.Ordinal))))
            .Select(circle => string.Join(" ↔ ", circle.Select(node => node == Composition ? "composition" : node).Order(StringComparer.Ordinal)))
            .Distinct();

        string Node(SourceFile file) => parents.Contains(file.Directory) ? file.Path : file.Directory;
    }

    public static IEnumerable<string> NamespaceIsFolder(IEnumerable<SourceFile> files) =>
        from file in files
        let expected = string.Join('.', file.Path.Split('/')[..^1].Prepend("AiBridge"))
        let found = file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()
        where found is null ? file.Types.Any() : found.Name.ToString() != expected
        select file.At(found?.SpanStart ?? 0, $"the namespace must be {expected}");

    public static IEnumerable<string> GlobalImports(IEnumerable<SourceFile> files) =>
        from file in files
        from directive in file.Root.Usings
        where directive.GlobalKeyword.Text.Length > 0 && directive.NamespaceOrType.ToString().StartsWith("AiBridge", StringComparison.Ordinal)
        select file.At(directive, "a global using hides who uses whom");

    /// <summary>The groups of nodes that reach each other.</summary>
    private static IEnumerable<HashSet<string>> Circles(IEnumerable<(string From, string To)> edges)
    {
        var uses = edges.Where(edge => edge.From != edge.To).Distinct().ToLookup(edge => edge.From, edge => edge.To);
        var reached = uses.ToDictionary(node => node.Key, node => Reachable(uses, node.Key));
        var seen = new HashSet<string>();
        foreach (var (node, reach) in reached.Where(node => node.Value.Contains(node.Key)))
        {
            if (!seen.Add(node))
                continue;
            var circle = reach.Where(other => reached.TryGetValue(other, out var back) && back.Contains(node)).ToHashSet();
            seen.UnionWith(circle);
            yield return circle;
        }
    }

    private static HashSet<string> Reachable(ILookup<string, string> uses, string start)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(uses[start]);
        while (open.TryPop(out var node))
        {
            if (seen.Add(node))
                uses[node].ToList().ForEach(open.Push);
        }

        return seen;
    }
}
