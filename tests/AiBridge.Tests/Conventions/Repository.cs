namespace AiBridge.Tests.Conventions;

/// <summary>Where the sources lie that the convention tests read.</summary>
internal static class Repository
{
    private const string Service = "AiBridge";

    public static string Root => RepositoryRoot.Path;

    /// <summary>The product's own sources, compiled once for all rules; what tools generate is left out.</summary>
    public static CodeBase Product { get; } = new([.. Directory.EnumerateDirectories(Path.Combine(Root, "src")).SelectMany(ProjectFiles).OrderBy(file => file.Path, StringComparer.Ordinal)]);

    public static IReadOnlyList<SourceFile> Sources => Product.Files;

    /// <summary>The sources of the tests, with paths that count from their folder.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = [.. FilesUnder(Path.Combine(Root, "tests"), "")];

    private static IEnumerable<SourceFile> ProjectFiles(string project) =>
        FilesUnder(project, Path.GetFileName(project) is var name && name == Service ? "" : name[(Service.Length + 1)..] + "/");

    private static IEnumerable<SourceFile> FilesUnder(string folder, string prefix) =>
        from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        let file = new SourceFile(prefix + Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path))
        where !file.IsGenerated
        select file;
}
