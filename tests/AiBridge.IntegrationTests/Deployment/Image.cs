using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>What came out of a stage: its files under a folder, and what its instructions say of the process to start.</summary>
internal sealed class Image(string folder)
{
    public string WorkingDirectory { get; set; } = "/";

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary><c>USER</c>, <c>VOLUME</c>, <c>EXPOSE</c>, <c>HEALTHCHECK</c>, <c>ENTRYPOINT</c>.</summary>
    public Dictionary<string, Instruction> Settings { get; } = [];

    public string User => Expand(Settings["USER"].Rest);

    /// <summary>A path of the image on this machine.</summary>
    public string Inside(string path) => Path.GetFullPath(folder + Path.Combine(WorkingDirectory, path));

    public string InsideWhenRooted(string word) => word.StartsWith('/') ? Inside(word) : word;

    public string Expand(string text) => Environment.Aggregate(text, (expanded, variable) => expanded.Replace("$" + variable.Key, variable.Value));

    /// <summary>Starts a program of the image as its user, when this process may change users; with nothing but the image's environment.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="more">Variables beside those of the image.</param>
    public Process Start(IReadOnlyList<string> command, params (string Name, string Value)[] more)
    {
        string[] asUser = System.Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"] : [];
        string[] words = [.. asUser, .. command.Select(InsideWhenRooted)];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = Inside(WorkingDirectory),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["DOTNET_ROOT"] = Runtime();
        foreach (var (name, value) in Environment)
            start.Environment[name] = InsideWhenRooted(value);
        foreach (var (name, value) in more)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The real user ids of a process: real, effective, saved, of the file system.</summary>
    public static IReadOnlyList<string> UsersOf(Process process) =>
        File.ReadLines($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1..];

    // A runtime in somebody's home cannot be read by another user; the image would bring its own.
    private string Runtime()
    {
        var installed = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var copy = Path.Combine(Path.GetDirectoryName(folder)!, "dotnet");
        if (!System.Environment.IsPrivilegedProcess || IsOpen(installed) || Directory.Exists(copy))
            return Directory.Exists(copy) ? copy : installed;
        Directory.CreateDirectory(copy);
        using var copying = Process.Start("cp", ["-RL", Path.Combine(installed, "host"), Path.Combine(installed, "shared"), copy]);
        copying.WaitForExit();
        return copy;
    }

    private static bool IsOpen(string directory)
    {
        for (var place = new DirectoryInfo(directory); place is not null; place = place.Parent)
        {
            if (!place.UnixFileMode.HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
