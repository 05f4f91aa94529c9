namespace AiBridge.Tests.Conventions;

/// <summary>Where the sources lie that the convention tests read.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Path;

    /// <summary>The product's own sources; what tools generate is left out.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src", "AiBridge"), "*.cs", SearchOption.AllDirectories)
            .Select(path => new SourceFile(Path.GetRelativePath(Path.Combine(Root, "src", "AiBridge"), path).Replace('\\', '/'), File.ReadAllText(path)))
            .Where(file => !file.IsGenerated)
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];
}
