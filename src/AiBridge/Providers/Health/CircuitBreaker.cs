using AiBridge.Contracts.Providers;
using Polly;
using Polly.CircuitBreaker;

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
internal enum CircuitStatus
{
    Closed,
    Open,
    HalfOpen,
}

/// <summary>
/// A circuit breaker: closed, open for a time, then half open for one call at a time. Polly is the state machine; when to open is
/// counted here, because Polly's own threshold counts all calls where ours counts the failed ones. A call made while it was closed
/// is told to Polly when it has ended, and then only decides when the circuit still is; one made half open decides for all, but
/// one that leaves or takes long hands over to the next.
/// </summary>
internal sealed class CircuitBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<CallHealth> _pipeline;
    private readonly FailureWindow _window;
    private readonly TimeSpan _break;
    private readonly TimeProvider _clock;
    private long _opensUntil = Timestamps.Past;

    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="clock">Times it.</param>
    /// <param name="opened">Told each time it opens because its upstream failed.</param>
    public CircuitBreaker(CircuitBreakerOptions options, TimeProvider clock, Action opened)
    {
        _clock = clock;
        _break = options.Break;
        _window = new FailureWindow(options, clock);
        _pipeline = new ResiliencePipelineBuilder<CallHealth> { TimeProvider = new MonotonicTime(clock) }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CallHealth>
            {
                FailureRatio = 0,
                MinimumThroughput = 2,
                SamplingDuration = 2 * options.Sampling,
                BreakDurationGenerator = _ => ValueTask.FromResult(Remaining),
                StateProvider = _state,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result != CallHealth.Good),
                OnOpened = args =>
                {
                    if (args.Outcome.Result == CallHealth.Failed)
                        opened();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public CircuitStatus Standing => _state.CircuitState switch
    {
        CircuitState.Closed => CircuitStatus.Closed,
        CircuitState.Open when Remaining > TimeSpan.Zero => CircuitStatus.Open,
        _ => CircuitStatus.HalfOpen,
    };

    /// <summary>Whole seconds until a call is let through again, at least 1.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(Remaining.TotalSeconds));

    private TimeSpan Remaining => _clock.Until(Volatile.Read(ref _opensUntil));

    /// <summary>Makes the call unless the circuit is open.</summary>
    /// <param name="call">Never throws.</param>
    /// <param name="state">What the call works on.</param>
    /// <param name="caller">Whose call it is.</param>
    /// <returns>False: it was not made.</returns>
    public async ValueTask<bool> TryCallAsync<TState>(Func<TState, ValueTask<CallHealth>> call, TState state, string caller)
    {
        if (_state.CircuitState != CircuitState.Closed)
            return await TryProbeAsync(call, state);
        var health = await call(state);
        if (health != CallHealth.Unknown)
            Count(call: true, failed: health != CallHealth.Good, timedOut: health == CallHealth.TimedOut ? caller : null);
        return true;
    }

    /// <summary>An answer that was counted as good died on its way.</summary>
    /// <param name="caller">Whose answer it was.</param>
    /// <param name="silent">It went silent for too long.</param>
    public void Died(string caller, bool silent) => Count(call: false, failed: true, timedOut: silent ? caller : null);

    private async ValueTask<bool> TryProbeAsync<TState>(Func<TState, ValueTask<CallHealth>> call, TState state)
    {
        Task<CallHealth>? probe = null;
        // Without the request's token: Polly would not tell a call that was cancelled from one that was not made.
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            await _pipeline.ExecuteOutcomeAsync(
                async (_, _) =>
                {
                    probe = call(state).AsTask();
                    return Outcome.FromResult(Noted(await WhileOthersWaitAsync(probe)));
                },
                context,
                state: 0);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        if (probe is null)
            return false;
        await probe;
        return true;
    }

    /// <summary>A probe that takes long does not keep everybody out: after as long a time again the next one is made.</summary>
    private async Task<CallHealth> WhileOthersWaitAsync(Task<CallHealth> probe)
    {
        try
        {
            return await probe.WaitAsync(_break, _clock);
        }
        catch (TimeoutException)
        {
            return CallHealth.Unknown;
        }
    }

    // What ends while the circuit is not closed began before, and says nothing new.
    private void Count(bool call, bool failed, string? timedOut)
    {
        if (_state.CircuitState != CircuitState.Closed)
            return;
        var trips = _window.Count(call, failed, timedOut);
        try
        {
            _pipeline.Execute(static health => health, Noted(trips ? CallHealth.Failed : CallHealth.Good));
        }
        catch (BrokenCircuitException)
        {
            // Many calls fail at once when their upstream does, and another of them has just opened it.
        }
    }

    /// <summary>Writes down for how long a result opens the circuit, before the state machine is told of it and asks.</summary>
    private CallHealth Noted(CallHealth health)
    {
        if (health == CallHealth.Good)
            return health;
        _window.Clear();
        // A probe that nobody waited for opens it again for no time at all: the next caller probes.
        Volatile.Write(ref _opensUntil, health == CallHealth.Failed ? _clock.After(_break) : _clock.GetTimestamp());
        return health;
    }
}
