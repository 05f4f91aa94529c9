using AiBridge.Configuration;

namespace AiBridge.Providers.Health;

/// <summary>Calls and failures of the last <c>SamplingSeconds</c>, and whether they are enough to open a circuit.</summary>
internal sealed class FailureWindow(CircuitBreakerOptions options, TimeProvider clock)
{
    private const int Slices = 10;

    private readonly Lock _gate = new();
    private readonly int[] _calls = new int[Slices];
    private readonly int[] _failures = new int[Slices];
    private readonly long _sliceTicks = TimeSpan.FromSeconds(options.SamplingSeconds).Ticks / Slices;
    private long _newest;

    /// <summary>Counts one result.</summary>
    /// <param name="call">A call; false for a failure of a call that was counted as good before.</param>
    /// <param name="failed">It failed.</param>
    /// <returns>At least the threshold failed, and they are at least the ratio of all.</returns>
    public bool Count(bool call, bool failed)
    {
        lock (_gate)
        {
            var slice = Turn();
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

    private int Turn()
    {
        var now = clock.GetUtcNow().UtcTicks / _sliceTicks;
        for (var passed = Math.Min(now - _newest, Slices); passed > 0; passed--)
        {
            var slice = (int)((now - passed + 1) % Slices);
            _calls[slice] = _failures[slice] = 0;
        }

        _newest = Math.Max(_newest, now);
        return (int)(_newest % Slices);
    }
}
