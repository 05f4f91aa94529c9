namespace AiBridge.Ingress;

/// <summary>
/// A token bucket without lock or timer: it holds one minute's requests and refills evenly. What is kept is the moment at
/// which it will be full again.
/// </summary>
internal sealed class RequestBucket(TimeProvider clock)
{
    private readonly long _minute = 60 * clock.TimestampFrequency;
    private Fill _fill = new(1, 0);

    /// <summary>Nothing has been taken in the last minute.</summary>
    public bool IsFull => Volatile.Read(ref _fill).FullAt <= clock.GetTimestamp();

    /// <summary>Takes one request; null when there was one, else the time until there is.</summary>
    public TimeSpan? TryTake(int perMinute)
    {
        var interval = _minute / perMinute;
        while (true)
        {
            var fill = Volatile.Read(ref _fill);
            var now = clock.GetTimestamp();
            var debt = Math.Max(0, fill.FullAt - now);
            var changed = fill.PerMinute != perMinute;
            // The requests already made stay made: the debt is counted in requests.
            if (changed)
                debt = (long)Math.Min(_minute, (double)debt * fill.PerMinute / perMinute);
            var excess = debt + interval - _minute;
            if (excess > 0 && !changed)
                return clock.GetElapsedTime(0, excess);
            var next = new Fill(perMinute, now + debt + (excess > 0 ? 0 : interval));
            if (Interlocked.CompareExchange(ref _fill, next, fill) == fill && excess <= 0)
                return null;
        }
    }

    /// <summary>Gives back a request that was taken but not made.</summary>
    public void Return()
    {
        while (true)
        {
            var fill = Volatile.Read(ref _fill);
            var returned = fill with { FullAt = fill.FullAt - (_minute / fill.PerMinute) };
            if (Interlocked.CompareExchange(ref _fill, returned, fill) == fill)
                return;
        }
    }

    /// <param name="PerMinute">The limit the debt was made under.</param>
    /// <param name="FullAt">In the clock's time-stamps.</param>
    private sealed record Fill(int PerMinute, long FullAt);
}
