using System.Threading.Tasks.Sources;

namespace AiBridge.Exchanges;

/// <summary>
/// Lets one waiter sleep until somebody wakes it or its deadline passes. A wake-up says only "look again": what there is to
/// see was written down before, so one too many does no harm. Waiting allocates nothing, and the timer is moved only when it
/// would fire too late.
/// </summary>
internal sealed class WakeSignal(TimeProvider clock) : IValueTaskSource, IDisposable
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _wait;
    private ITimer? _timer;
    private long _deadline = Never;
    private long _timerDue = Never;
    private int _waiting;
    private int _woken;
    private bool _disposed;

    /// <summary>Sleeps; at once back when a wake-up came since the last wait.</summary>
    /// <param name="deadline">A timestamp of the clock, or <see cref="Never"/>.</param>
    public ValueTask WaitAsync(long deadline)
    {
        Arm(deadline);
        _wait.Reset();
        Interlocked.Exchange(ref _waiting, 1);
        if (Interlocked.Exchange(ref _woken, 0) != 0 && Interlocked.Exchange(ref _waiting, 0) != 0)
            return ValueTask.CompletedTask;
        return new ValueTask(this, _wait.Version);
    }

    /// <param name="inline">The waiter goes on within this call; for callers that hold no lock and have nothing else to do.</param>
    public void Wake(bool inline = false)
    {
        Interlocked.Exchange(ref _woken, 1);
        if (Interlocked.Exchange(ref _waiting, 0) == 0)
            return;
        _wait.RunContinuationsAsynchronously = !inline;
        _wait.SetResult(true);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        // The waiter looks at everything from here on, so what woke it until now is seen.
        Interlocked.Exchange(ref _woken, 0);
        _wait.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void Arm(long deadline)
    {
        lock (_gate)
        {
            _deadline = deadline;
            if (deadline < _timerDue && !_disposed && !TrySetTimer(deadline))
                Interlocked.Exchange(ref _woken, 1);
        }
    }

    /// <summary>False when the deadline has passed.</summary>
    private bool TrySetTimer(long deadline)
    {
        var left = clock.GetElapsedTime(clock.GetTimestamp(), deadline);
        if (left <= TimeSpan.Zero)
            return false;
        _timerDue = deadline;
        _timer ??= clock.CreateTimer(static signal => ((WakeSignal)signal!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Timers count whole milliseconds and would fire early.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        return true;
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerDue = Never;
            // One look at the clock decides: between two of them the deadline could pass, and nobody would be woken.
            if (_disposed || _deadline == Never || TrySetTimer(_deadline))
                return;
        }

        Wake();
    }
}
