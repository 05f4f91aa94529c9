namespace AiBridge.Ingress;

/// <summary>What one token or one project has in flight, and has asked for in the last minute.</summary>
internal sealed class Limiter(TimeProvider clock)
{
    private const int Retired = -1;
    private int _inFlight;
    private int _ending;
    private int _waiting;
    private TaskCompletionSource? _left;

    public RequestBucket Bucket { get; } = new(clock);

    /// <summary>Counts one more in flight, at most <paramref name="limit"/>; 0 is no limit.</summary>
    public Joining TryJoin(int limit)
    {
        var count = Volatile.Read(ref _inFlight);
        while (true)
        {
            if (count == Retired)
                return Joining.Gone;
            if (limit > 0 && count >= limit)
                return Joining.Full;
            var seen = Interlocked.CompareExchange(ref _inFlight, count + 1, count);
            if (seen == count)
                return Joining.Joined;
            count = seen;
        }
    }

    /// <summary>A request that has its place is over but for its last bytes: in a moment the place is free.</summary>
    public void Ending() => Interlocked.Increment(ref _ending);

    /// <param name="ended">It has said before that it is <see cref="Ending"/>.</param>
    public void Leave(bool ended = false)
    {
        // In this order: whoever sees that none is ending any more sees that the place is free.
        Interlocked.Decrement(ref _inFlight);
        if (ended)
            Interlocked.Decrement(ref _ending);
        Interlocked.Exchange(ref _left, null)?.TrySetResult();
    }

    /// <summary>Whether it is worth waiting for a place: one is about to be free, or has become so meanwhile, and no more than could have one wait already.</summary>
    public bool TryWait(int limit)
    {
        if (Volatile.Read(ref _ending) <= 0 && Volatile.Read(ref _inFlight) >= limit)
            return false;
        if (Interlocked.Increment(ref _waiting) <= limit)
            return true;
        DoneWaiting();
        return false;
    }

    public void DoneWaiting() => Interlocked.Decrement(ref _waiting);

    /// <summary>Completes when the next one leaves. To be asked for before the last look whether there is a place.</summary>
    public Task NextLeave()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _left, fresh, null) ?? fresh).Task;
    }

    /// <summary>Takes it out of use if it has nothing to remember; nobody can join it after.</summary>
    public bool TryRetire() => Bucket.IsFull && Interlocked.CompareExchange(ref _inFlight, Retired, 0) == 0;
}

internal enum Joining
{
    Joined,
    Full,

    /// <summary>The limiter was idle and is out of use: take a new one.</summary>
    Gone,
}
