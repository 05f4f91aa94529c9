using AiBridge.Configuration;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Dumping;

/// <summary>Makes dump files, for the service's user alone. A directory that cannot be written is said once, until it can.</summary>
internal sealed partial class TrafficDump(DumpSweep sweep, ILogger<TrafficDump> logger)
{
    private bool _failing;

    /// <param name="directory">Made when missing.</param>
    /// <param name="name">Of a file that does not exist yet.</param>
    /// <param name="credentials">Never written.</param>
    public DumpFile Open(string directory, string name, IEnumerable<Secret> credentials) => new(() => Create(directory, name), credentials, sweep.Wrote, Failed);

    private FileStream Create(string directory, string name)
    {
        OwnerOnly.Create(directory);
        // Without a buffer: what passed is in the file when the process dies.
        var file = OwnerOnly.Open(Path.Combine(directory, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferBytes: 0);
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
