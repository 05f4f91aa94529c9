namespace AiBridge.Ingress;

/// <summary>What one token or one project has in flight, and has asked for in the last minute.</summary>
internal sealed class Limiter(TimeProvider clock)
{
    private const int Retired = -1;
    private int _inFlight;

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

    public void Leave() => Interlocked.Decrement(ref _inFlight);

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
