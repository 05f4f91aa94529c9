using AiBridge.Secrets;
using AiBridge.Storage;

namespace AiBridge.Upstream.Dumping;

/// <summary>Makes dump files, for the service's user alone. A directory that cannot be written is said once, until it can.</summary>
internal sealed partial class TrafficDump(ILogger<TrafficDump> logger)
{
    private bool _failing;

    /// <param name="directory">Made when missing.</param>
    /// <param name="name">Of a file that does not exist yet.</param>
    /// <param name="credentials">Never written.</param>
    public DumpFile Open(string directory, string name, IEnumerable<Secret> credentials) => new(() => Create(directory, name), credentials, Failed);

    private FileStream Create(string directory, string name)
    {
        DataDirectory.Create(directory);
        // Without a buffer: what passed is in the file when the process dies.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(directory, name), options);
        Volatile.Write(ref _failing, false);
        return file;
    }

    private void Failed(Exception fault)
    {
        if (!Interlocked.Exchange(ref _failing, true))
            Log.NotDumped(logger, fault);
    }

    private static partial class Log
    {
        [LoggerMessage(1801, LogLevel.Warning, "A call of an upstream could not be dumped; the call itself went on")]
        public static partial void NotDumped(ILogger logger, Exception fault);
    }
}
