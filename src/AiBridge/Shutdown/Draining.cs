namespace AiBridge.Shutdown;

/// <summary>Counts the proxied requests in flight, and turns new ones away once the process is going down.</summary>
internal sealed class Draining : IDisposable
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _endUnanswered = new();
    private readonly CancellationTokenSource _cutAll = new();
    private readonly CancellationTokenSource _endConnections = new();
    private volatile bool _begun;
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Cancelled when time is up: a request that has no answer yet gets none any more.</summary>
    public CancellationToken Unanswered => _endUnanswered.Token;

    /// <summary>Cancelled at the very last: whoever still holds on is cut off.</summary>
    public CancellationToken All => _cutAll.Token;

    /// <summary>Cancelled when the server has had its time to end the connections that were left.</summary>
    public CancellationToken Connections => _endConnections.Token;

    /// <summary>False when the process is going down. Each true wants a <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        // First counted, then asked: nobody slips in between a beginning shutdown and its look at the count.
        Interlocked.Increment(ref _inFlight);
        if (!_begun)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _begun)
            _idle.TrySetResult();
    }

    /// <summary>From now on no request is let in; completes when none is in flight.</summary>
    public Task BeginAsync()
    {
        _begun = true;
        Interlocked.MemoryBarrier();
        if (InFlight == 0)
            _idle.TrySetResult();
        return _idle.Task;
    }

    public void EndUnanswered() => _endUnanswered.Cancel();

    public void CutAll() => _cutAll.Cancel();

    /// <summary>Nothing is in flight any more: connections still open after that time are ended.</summary>
    public void EndConnectionsAfter(TimeSpan time) => _endConnections.CancelAfter(time);

    public void Dispose()
    {
        _endUnanswered.Dispose();
        _cutAll.Dispose();
        _endConnections.Dispose();
    }
}
