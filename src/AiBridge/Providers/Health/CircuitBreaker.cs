using AiBridge.Configuration;

namespace AiBridge.Providers.Health;

/// <summary>What a guarded call says of its upstream.</summary>
internal enum CallHealth
{
    Good,
    Failed,

    /// <summary>It took longer than it may. That can be the upstream, or what the caller asked for.</summary>
    TimedOut,

    /// <summary>The caller left before anything was known.</summary>
    Unknown,
}

/// <summary>How a circuit stands; the contract's words, lower_snake.</summary>
internal enum CircuitStanding
{
    Closed,
    Open,
    HalfOpen,
}

/// <summary>
/// A circuit breaker: closed, open for a time, then half open for one call at a time. Only a call that begins and ends half open
/// decides for all; one that leaves or takes long hands over to the next.
/// </summary>
internal sealed class CircuitBreaker(CircuitBreakerOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly FailureWindow _window = new(options, clock);
    private readonly TimeSpan _break = TimeSpan.FromSeconds(options.BreakSeconds);
    private volatile Opening? _opening;

    public CircuitStanding Standing => _opening switch
    {
        null => CircuitStanding.Closed,
        { } opening when opening.Until > clock.GetTimestamp() => CircuitStanding.Open,
        _ => CircuitStanding.HalfOpen,
    };

    /// <summary>Whole seconds until a call is let through again, at least 1.</summary>
    public int RetryAfterSeconds => _opening is { } opening ? Math.Max(1, (int)Math.Ceiling(clock.Until(opening.Until).TotalSeconds)) : 1;

    /// <summary>Makes the call unless the circuit is open.</summary>
    /// <param name="call">Never throws.</param>
    /// <param name="state">What the call works on.</param>
    /// <param name="caller">Whose call it is.</param>
    /// <returns>False: it was not made.</returns>
    public async ValueTask<bool> TryCallAsync<TState>(Func<TState, ValueTask<CallHealth>> call, TState state, string caller)
    {
        if (!TryBegin(out var probe))
            return false;
        var health = await call(state);
        if (probe is not null)
            EndProbe(probe, health);
        else if (health != CallHealth.Unknown)
            Count(call: true, failed: health != CallHealth.Good, timedOut: health == CallHealth.TimedOut ? caller : null);
        return true;
    }

    /// <summary>An answer that was counted as good died on its way.</summary>
    /// <param name="caller">Whose answer it was.</param>
    /// <param name="silent">It went silent for too long.</param>
    public void Died(string caller, bool silent) => Count(call: false, failed: true, timedOut: silent ? caller : null);

    private bool TryBegin(out Opening? probe)
    {
        probe = null;
        if (_opening is null)
            return true;
        lock (_gate)
        {
            if (_opening is not { } opening)
                return true;
            var now = clock.GetTimestamp();
            if (opening.Until > now || opening.ProbedUntil > now)
                return false;
            // A probe that takes long does not keep everybody out: after as long a time again the next one is made.
            probe = _opening = new Opening(opening.Until, clock.After(_break));
            return true;
        }
    }

    private void EndProbe(Opening probe, CallHealth health)
    {
        lock (_gate)
        {
            if (_opening != probe)
                return;
            _window.Clear();
            _opening = health switch
            {
                CallHealth.Good => null,
                CallHealth.Failed => Open(),
                _ => new Opening(probe.Until, Timestamps.Past),
            };
        }
    }

    // What ends while the circuit is open began before, and says nothing new.
    private void Count(bool call, bool failed, string? timedOut)
    {
        if (_opening is not null || !_window.Count(call, failed, timedOut))
            return;
        lock (_gate)
        {
            _window.Clear();
            _opening ??= Open();
        }
    }

    private Opening Open() => new(clock.After(_break), Timestamps.Past);

    /// <summary>Compared by identity: each probe has its own.</summary>
    private sealed class Opening(long until, long probedUntil)
    {
        public long Until => until;

        public long ProbedUntil => probedUntil;
    }
}
