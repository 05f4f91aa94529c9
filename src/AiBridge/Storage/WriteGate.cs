namespace AiBridge.Storage;

/// <summary>
/// One write at a time of those that requests ask for. Whoever waits for SQLite's lock keeps its thread, and a lock that another process holds would
/// take the threads of all who write, and then everybody's. Here one waits so, and the others without a thread.
/// </summary>
internal sealed class WriteGate : IDisposable
{
    /// <summary>As long as the database itself waits for its lock.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(StoreFailures.RetryAfterSeconds);

    private readonly SemaphoreSlim _free = new(1, 1);

    /// <returns>Disposed of when the write is over.</returns>
    /// <exception cref="StoreBusyException">Those before take too long.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation) =>
        await _free.WaitAsync(Limit, cancellation) ? new Place(_free) : throw new StoreBusyException();

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}

/// <summary>Writes that came before wait for the database, and have done so for too long.</summary>
internal sealed class StoreBusyException() : Exception("the writes before it wait for the database");
