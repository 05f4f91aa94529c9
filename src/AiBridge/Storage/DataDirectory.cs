using AiBridge.Configuration;

namespace AiBridge.Storage;

/// <summary>Directories that hold what people wrote are for the service's user alone.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where the journals of all processes lie.</summary>
    public static string JournalOf(BridgeOptions options) => Path.GetFullPath(Path.Combine(options.DataDirectory, "journal"));

    /// <summary>Creates the directory and its parents when missing; one that exists keeps its mode.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>The same, but one that exists is closed to others too.</summary>
    public static void CreateClosed(string path)
    {
        Create(path);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
            File.SetUnixFileMode(path, OwnerOnly);
    }
}
