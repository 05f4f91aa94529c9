namespace AiBridge.Tests;

/// <summary>The folder that the tests were built in: what is shipped beside the code is read from there.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "AiBridge.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
