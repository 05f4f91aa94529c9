using AiBridge.Telemetry;

namespace AiBridge.Storage;

/// <summary>Once a minute: requests that were running when their project was deleted still end in the database. What deletions freed then goes back to the disk.</summary>
internal sealed partial class DeletedProjectsSweep(DeletedProjects projects, FreedSpace space, TimeProvider clock, ILogger<DeletedProjectsSweep> logger) : LastingService(clock, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                var deleted = await projects.SweepAsync(stopping);
                if (deleted > 0)
                    Log.Deleted(logger, deleted);
                await space.GiveBackAsync(stopping);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Log.Failed(logger, failure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1320, LogLevel.Information, "{Count} interceptions of deleted projects were deleted")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(1321, LogLevel.Warning, "Interceptions of deleted projects could not be deleted; tried again in a minute")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
