using AiBridge.Recording.Journaling;
using AiBridge.Recording.Writing;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>Runs the writer; at the end gives it a bounded time to finish and leaves the rest to the next start.</summary>
internal sealed partial class RecordingService(
    RecordWriter writer, RecordQueue queue, Journal journal, InterceptionRecorder recorder, TimeProvider clock, ILogger<RecordingService> logger)
    : LastingService(clock, logger)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    /// <summary>Completes when what earlier processes left in their journals is in the database.</summary>
    public Task Replayed { get; private set; } = Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Asked for now, not by the first probe: that may come while the database is locked, long after all was brought in.
        Replayed = queue.FlushAsync();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var drained = await TryDrainAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
        queue.Close();

        // An exchange that outlives the server still ends in the journal; the next start reads it.
        if (recorder.Live > 0 || !drained || !journal.Retire())
            Log.RecordsRemain(logger);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await using var sweep = Clock.CreateTimer(_ => queue.Call(EntryKind.Sweep), null, SweepEvery, SweepEvery);
        await writer.RunAsync(stopping);
    }

    private async Task<bool> TryDrainAsync(CancellationToken cancellation)
    {
        try
        {
            await queue.FlushAsync().WaitAsync(DrainLimit, Clock, cancellation);
            return true;
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1440, LogLevel.Warning, "Records remain in the journal; the next start brings them in")]
        public static partial void RecordsRemain(ILogger logger);
    }
}
