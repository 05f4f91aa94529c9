using AiBridge.Configuration;
using Polly;
using Polly.CircuitBreaker;

namespace AiBridge.Providers.Health;

/// <summary>What a guarded call says of its upstream.</summary>
internal enum CallHealth
{
    Good,
    Failed,

    /// <summary>The caller left before anything was known.</summary>
    Unknown,

    /// <summary>A call that was counted as good, and whose answer died on its way.</summary>
    DiedLater,
}

/// <summary>How a circuit stands; the contract's words, lower_snake.</summary>
internal enum CircuitStanding
{
    Closed,
    Open,
    HalfOpen,
}

/// <summary>
/// A Polly circuit breaker. Polly is the state machine; when to open is counted here, because Polly's own threshold counts
/// all calls where ours counts the failed ones.
/// </summary>
internal sealed class CircuitBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<CallHealth> _pipeline;
    private readonly FailureWindow _window;
    private readonly TimeSpan _break;
    private readonly TimeProvider _clock;
    private long _openedAt;

    public CircuitBreaker(CircuitBreakerOptions options, TimeProvider clock)
    {
        _clock = clock;
        _break = TimeSpan.FromSeconds(options.BreakSeconds);
        _window = new FailureWindow(options, clock);
        _pipeline = new ResiliencePipelineBuilder<CallHealth> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CallHealth>
            {
                FailureRatio = 0,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(2 * options.SamplingSeconds),
                BreakDurationGenerator = _ => ValueTask.FromResult(Remaining > TimeSpan.Zero ? Remaining : TimeSpan.Zero),
                StateProvider = _state,
                ShouldHandle = args => ValueTask.FromResult(Opens(args.Outcome.Result)),
            })
            .Build();
    }

    public CircuitStanding Standing => _state.CircuitState switch
    {
        CircuitState.Closed => CircuitStanding.Closed,
        CircuitState.Open when Remaining > TimeSpan.Zero => CircuitStanding.Open,
        _ => CircuitStanding.HalfOpen,
    };

    /// <summary>Whole seconds until a call is let through again, at least 1.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(Remaining.TotalSeconds));

    private TimeSpan Remaining => new DateTimeOffset(Volatile.Read(ref _openedAt), TimeSpan.Zero) + _break - _clock.GetUtcNow();

    /// <summary>Makes the call unless the circuit is open.</summary>
    /// <param name="call">Never throws.</param>
    /// <param name="state">What the call works on.</param>
    /// <returns>False: it was not made.</returns>
    public async ValueTask<bool> TryCallAsync<TState>(Func<TState, ValueTask<CallHealth>> call, TState state)
    {
        // Without the request's token: Polly would not tell a call that was cancelled from one that was not made.
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (_, given) => Outcome.FromResult(await given.call(given.state)),
                context,
                (call, state));
            return outcome.Exception is not BrokenCircuitException;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>An answer that was counted as good died on its way.</summary>
    public void Died()
    {
        if (_state.CircuitState != CircuitState.Closed)
            return;
        try
        {
            _pipeline.Execute(static () => CallHealth.DiedLater);
        }
        catch (BrokenCircuitException)
        {
            // Many answers die at once when their upstream does, and another of them has just opened it.
        }
    }

    private bool Opens(CallHealth health)
    {
        var state = _state.CircuitState;
        if (state is CircuitState.Open or CircuitState.Isolated)
            return false;
        return state == CircuitState.HalfOpen ? EndsProbe(health) : Trips(health);
    }

    // A probe that nobody waited for opens again for no time at all: the next caller probes.
    private bool EndsProbe(CallHealth health)
    {
        _window.Clear();
        if (health == CallHealth.Good)
            return false;
        MarkOpened(health == CallHealth.Unknown ? _clock.GetUtcNow() - _break : _clock.GetUtcNow());
        return true;
    }

    private bool Trips(CallHealth health)
    {
        if (health == CallHealth.Unknown || !_window.Count(call: health != CallHealth.DiedLater, failed: health != CallHealth.Good))
            return false;
        _window.Clear();
        MarkOpened(_clock.GetUtcNow());
        return true;
    }

    private void MarkOpened(DateTimeOffset at) => Volatile.Write(ref _openedAt, at.UtcTicks);
}
