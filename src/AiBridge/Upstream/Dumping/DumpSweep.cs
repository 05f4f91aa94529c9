using AiBridge.Configuration;
using AiBridge.Providers;
using AiBridge.Providers.Dumps;
using AiBridge.Telemetry;

namespace AiBridge.Upstream.Dumping;

/// <summary>Keeps what is dumped within <c>Dumps</c>, every five minutes, and whenever a tenth of its size has been written; beside the requests.</summary>
internal sealed partial class DumpSweep(ProviderRegistry providers, LiveConfiguration configuration, TimeProvider clock, ILogger<DumpSweep> logger)
    : LastingService(clock, logger)
{
    private const long Megabyte = 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Lock _sweeping = new();
    private long _written;

    /// <summary>So much more lies there.</summary>
    public void Wrote(int bytes)
    {
        if (Interlocked.Add(ref _written, bytes) >= MostBytes / 10)
            Wake();
    }

    /// <summary>Removes what is too much now.</summary>
    public void Sweep()
    {
        lock (_sweeping)
        {
            Interlocked.Exchange(ref _written, 0);
            var oldest = Clock.GetUtcNow().AddDays(-configuration.Current.Dumps.MaxDays);
            foreach (var directory in providers.All.Select(provider => provider.Options.DumpDirectory).OfType<string>().Distinct(StringComparer.Ordinal))
                Sweep(directory, oldest);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _due.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await using var timer = Clock.CreateTimer(_ => Wake(), state: null, TimeSpan.Zero, Interval);
        while (true)
        {
            await _due.WaitAsync(stopping);
            Sweep();
        }
    }

    private long MostBytes => configuration.Current.Dumps.MaxMegabytes * Megabyte;

    private void Sweep(string directory, DateTimeOffset oldest)
    {
        try
        {
            if (DumpRemoval.Bound(directory, oldest, MostBytes) is > 0 and var removed)
                Log.Removed(logger, removed, directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(logger, failure, directory);
        }
    }

    private void Wake()
    {
        try
        {
            if (_due.CurrentCount == 0)
                _due.Release();
        }
        catch (Exception gone) when (gone is SemaphoreFullException or ObjectDisposedException)
        {
            // Another was quicker, or the process ends.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1802, LogLevel.Information, "Removed {Count} dumped files from {Directory}: they were too old, or too many (Dumps)")]
        public static partial void Removed(ILogger logger, int count, string directory);

        [LoggerMessage(1803, LogLevel.Warning, "Dumped files in {Directory} could not be removed")]
        public static partial void NotRemoved(ILogger logger, Exception failure, string directory);
    }
}
