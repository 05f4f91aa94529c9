using System.Runtime.InteropServices;

namespace AiBridge.Recording.Journaling;

/// <summary>
/// A write beyond the process's file size limit (<c>ulimit -f</c>) would kill it with SIGXFSZ; with the signal handled the write
/// fails like one on a full disk, for which the journal has an answer.
/// </summary>
internal static class FileSizeSignal
{
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    private static PosixSignalRegistration? _handled;

    public static void Handle()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _handled ??= PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);
    }
}
