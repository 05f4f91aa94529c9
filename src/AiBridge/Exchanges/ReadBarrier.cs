namespace AiBridge.Exchanges;

/// <summary>
/// Stands before a query: what was recorded before it is stored when it looks, unless that takes longer than 50 ms or the store
/// is known to be away.
/// </summary>
/// <param name="storedAsync">Completes when everything recorded before the call is stored, or cannot be for now; never fails.</param>
/// <param name="clock">Counts the 50 ms.</param>
internal sealed class ReadBarrier(Func<Task> storedAsync, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    public ValueTask PassAsync(CancellationToken cancellation)
    {
        var stored = storedAsync();
        return stored.IsCompleted ? ValueTask.CompletedTask : WaitAsync(stored, cancellation);
    }

    private async ValueTask WaitAsync(Task stored, CancellationToken cancellation)
    {
        await stored.WaitAsync(Longest, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }
}
