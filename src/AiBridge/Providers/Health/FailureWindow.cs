using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Health;

/// <summary>Calls and failures of the last <c>Sampling</c>, and whether they are enough to open a circuit.</summary>
internal sealed class FailureWindow(CircuitBreakerOptions options, TimeProvider clock)
{
    private const int Slices = 10;
    private const int MostCallers = 1_000;

    private readonly Lock _gate = new();
    private readonly int[] _calls = new int[Slices];
    private readonly int[] _failures = new int[Slices];
    private readonly Dictionary<string, long> _timeouts = new(StringComparer.Ordinal);
    private readonly long _length = clock.InTimestamps(options.Sampling);
    private long _newest;

    /// <summary>Counts one result.</summary>
    /// <param name="call">A call; false for a failure of a call that was counted as good before.</param>
    /// <param name="failed">It failed.</param>
    /// <param name="timedOut">Whose call took too long: anybody can ask for what takes long, so one caller's count once a window. Null for every other result.</param>
    /// <returns>At least the threshold failed, and they are at least the ratio of all.</returns>
    public bool Count(bool call, bool failed, string? timedOut = null)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (timedOut is not null && !IsFirst(timedOut, now))
                return false;
            var slice = Advance(now);
            if (call)
                _calls[slice]++;
            if (!failed)
                return false;
            _failures[slice]++;
            var failures = _failures.Sum();
            return failures >= options.FailureThreshold && failures >= options.FailureRatio * _calls.Sum();
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_calls);
            Array.Clear(_failures);
        }
    }

    private bool IsFirst(string caller, long now)
    {
        if (_timeouts.TryGetValue(caller, out var at) && now - at < _length)
            return false;
        if (_timeouts.Count >= MostCallers)
        {
            foreach (var (old, _) in _timeouts.Where(timeout => now - timeout.Value >= _length).ToArray())
                _timeouts.Remove(old);
        }

        if (_timeouts.Count < MostCallers)
            _timeouts[caller] = now;
        return true;
    }

    private int Advance(long timestamp)
    {
        var now = timestamp / Math.Max(1, _length / Slices);
        for (var passed = Math.Min(now - _newest, Slices); passed > 0; passed--)
        {
            var slice = (int)((now - passed + 1) % Slices);
            _calls[slice] = _failures[slice] = 0;
        }

        _newest = Math.Max(_newest, now);
        return (int)(_newest % Slices);
    }
}
