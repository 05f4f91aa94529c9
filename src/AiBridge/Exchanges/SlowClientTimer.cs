namespace AiBridge.Exchanges;

/// <summary>Notices a client that has stopped reading: bytes were handed out, and nobody comes for more.</summary>
internal sealed class SlowClientTimer(TimeProvider clock, TimeSpan limit, Action cut) : IDisposable
{
    private const long Nothing = 0;
    private const long WasCut = -1;

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _givenAt;
    private bool _disposed;

    /// <summary>Bytes were handed out.</summary>
    public void Given()
    {
        if (limit <= TimeSpan.Zero)
            return;
        Volatile.Write(ref _givenAt, clock.GetTimestamp());
        // Fires now and then rather than being moved at each chunk.
        if (_timer is null)
            Start();
    }

    /// <summary>More is asked for; false when the client has been cut off meanwhile.</summary>
    public bool Back() => Interlocked.Exchange(ref _givenAt, Nothing) != WasCut;

    public void Dispose()
    {
        Back();
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    /// <summary>Locked: it may fire before it is noted, or when nobody needs it any more.</summary>
    private void Start()
    {
        lock (_gate)
        {
            if (!_disposed)
                _timer ??= clock.CreateTimer(static stall => ((SlowClientTimer)stall!).Look(), this, limit, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        var givenAt = Volatile.Read(ref _givenAt);
        var left = givenAt > Nothing ? limit - clock.GetElapsedTime(givenAt) : limit;
        if (left > TimeSpan.Zero)
            LookAgainIn(left);
        else if (Interlocked.CompareExchange(ref _givenAt, WasCut, givenAt) == givenAt)
            cut();
        else
            LookAgainIn(limit);
    }

    private void LookAgainIn(TimeSpan left)
    {
        lock (_gate)
        {
            if (!_disposed)
                _timer?.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}
