using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>The files that a build of the image is given: the folder without what <c>.dockerignore</c> leaves out; the last pattern that fits a file decides.</summary>
internal sealed class BuildContext
{
    private readonly string _folder;
    private readonly IReadOnlyList<(bool Taken, string Pattern)> _rules;

    public BuildContext(string folder, string ignoreFile)
    {
        _folder = folder;
        _rules =
        [
            .. from line in ignoreFile.Split('\n').Select(line => line.Trim())
               where line.Length > 0 && line[0] != '#'
               let taken = line[0] == '!'
               select (taken, line.TrimStart('!')),
        ];
        Files = [.. Roots().Where(IsTaken).Order(StringComparer.Ordinal)];
    }

    /// <summary>Paths with slashes, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; }

    public void CopyTo(string destination)
    {
        foreach (var file in Files)
        {
            var target = Path.Combine(destination, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(_folder, file), target);
        }
    }

    // Folders of which no rule takes anything (build output, data) can be large.
    private IEnumerable<string> Roots() =>
        from entry in new DirectoryInfo(_folder).EnumerateFileSystemInfos()
        where entry is FileInfo || _rules.Any(rule => rule.Taken && rule.Pattern.StartsWith(entry.Name + "/", StringComparison.Ordinal))
        from file in entry is DirectoryInfo directory ? directory.EnumerateFiles("*", SearchOption.AllDirectories) : [(FileInfo)entry]
        select Path.GetRelativePath(_folder, file.FullName).Replace('\\', '/');

    private bool IsTaken(string file)
    {
        var taken = true;
        foreach (var (takes, pattern) in _rules)
        {
            if (Fits(pattern, file))
                taken = takes;
        }

        return taken;
    }

    // A pattern that fits a folder fits all that lies in it.
    private static bool Fits(string pattern, string file)
    {
        var words = Regex.Escape(pattern).Replace(@"\*\*/", "(.*/)?").Replace(@"\*\*", ".*").Replace(@"\*", "[^/]*");
        return Regex.IsMatch(file, $"^{words}(/.*)?$");
    }
}
