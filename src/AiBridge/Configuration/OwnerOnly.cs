using Microsoft.Win32.SafeHandles;

namespace AiBridge.Configuration;

/// <summary>Files and directories that hold what people wrote, or what opens secrets, are for the service's user alone, whatever the umask says and whoever made them. On Windows the permissions of the directory above hold.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode Directories = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode Files = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = ~(Directories | UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit);

    /// <summary>Makes the directory and those above it that are missing, closed; one that exists keeps its mode.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Made in one go, only the last of them would get the mode.
        if (Path.GetDirectoryName(path) is { Length: > 0 } above && !Directory.Exists(above))
            Create(above);
        Directory.CreateDirectory(path, Directories);
    }

    /// <summary>The same, and one that exists is closed to others, too. One that belongs to somebody else stays as it is; see <see cref="IsOpen"/>.</summary>
    public static void CreateClosed(string path)
    {
        Create(path);
        SetMode(path, Directories);
    }

    /// <summary>Makes the directory of a file, closed. One that exists is closed to others unless things of others lie in it: it may be the system's.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kin">How the names of all begin that lies there because of the file.</param>
    public static void CreateFor(string file, string kin)
    {
        var directory = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(directory))
            Create(directory);
        else if (!Directory.EnumerateFileSystemEntries(directory).Any(entry => !Path.GetFileName(entry).StartsWith(kin, StringComparison.Ordinal)))
            SetMode(directory, Directories);
    }

    /// <summary>Closes a file to others; where there is none, nothing.</summary>
    public static void CloseFile(string path)
    {
        if (File.Exists(path))
            SetMode(path, Files);
    }

    /// <summary>Closes a file to others that is open here.</summary>
    public static void CloseFile(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, Files);
    }

    /// <summary>Makes an empty file, closed, if there is none.</summary>
    public static void CreateFile(string path)
    {
        using (Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
        }
    }

    /// <summary>Opens a file that is closed to others if this makes it.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferBytes = 4096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = bufferBytes };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Files;
        return new FileStream(path, options);
    }

    /// <summary>Whether others than its user may do anything with it.</summary>
    public static bool IsOpen(string path) => !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == mode)
            return;
        try
        {
            File.SetUnixFileMode(path, mode);
        }
        catch (UnauthorizedAccessException)
        {
            // It is another user's, who let this one in.
        }
    }
}
