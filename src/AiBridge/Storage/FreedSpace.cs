using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Gives the space of what was deleted back to the disk, in steps of a few milliseconds with pauses between in which everybody else gets the lock.</summary>
internal sealed partial class FreedSpace(IDbContextFactory<BridgeDb> contexts, ILogger<FreedSpace> logger) : IDisposable
{
    private const long WorthwhileBytes = 256 * 1024;

    // A writer that waits for the lock looks again after 1 to 100 ms, by the real time whatever the clock says.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Returns when all is given back. A store that is away keeps its space until the next time.</summary>
    public async Task GiveBackAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            for (var least = WorthwhileBytes; await StepAsync(least, cancellation); least = 1)
                await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            Log.Kept(logger, StoreFailures.Message(failure));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> StepAsync(long least, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.GiveBackSpaceAsync(least, cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1330, LogLevel.Warning, "The space of deleted rows could not be given back for now: {Failure}")]
        public static partial void Kept(ILogger logger, string failure);
    }
}
