using System.Diagnostics;
using AiBridge.Configuration;

namespace AiBridge.Storage.Sqlite;

/// <summary>A file held open for one process alone; the operating system lets go of it when the process dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="TimeoutException">Another process held it for two minutes.</exception>
    public static async Task<IDisposable> WaitAsync(string path, CancellationToken cancellation)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var held = OwnerOnly.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                OwnerOnly.CloseFile(held.SafeFileHandle);
                return held;
            }
            catch (IOException) when (File.Exists(path) && waiting.Elapsed < Limit)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }
        }
    }
}
