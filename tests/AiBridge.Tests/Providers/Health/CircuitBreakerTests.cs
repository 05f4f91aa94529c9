using AiBridge.Contracts.Providers;
using AiBridge.Providers.Health;

namespace AiBridge.Tests.Providers.Health;

public sealed class CircuitBreakerTests
{
    private static readonly CircuitBreakerOptions Options = new() { FailureThreshold = 5, FailureRatio = 0.5, Sampling = TimeSpan.FromSeconds(10), Break = TimeSpan.FromSeconds(30) };

    private const string Caller = "tok_1";

    private readonly FakeTimeProvider _clock = new();
    private readonly CircuitBreaker _circuit;

    public CircuitBreakerTests() => _circuit = new CircuitBreaker(Options, _clock, () => { });

    [Fact]
    public async Task It_opens_when_the_threshold_of_failures_is_reached_and_not_before()
    {
        await CallAsync(CallHealth.Failed, 4);
        _circuit.Standing.Should().Be(CircuitStatus.Closed);

        await CallAsync(CallHealth.Failed);

        _circuit.Standing.Should().Be(CircuitStatus.Open);
        (await CallAsync(CallHealth.Good)).Should().BeFalse("an open circuit makes no call");
    }

    [Fact]
    public async Task The_threshold_counts_failures_not_calls()
    {
        await CallAsync(CallHealth.Good, 4);
        await CallAsync(CallHealth.Failed, 4);

        _circuit.Standing.Should().Be(CircuitStatus.Closed, "half of all failed, but only four");
    }

    [Fact]
    public async Task Failures_below_the_ratio_leave_it_closed()
    {
        await CallAsync(CallHealth.Good, 11);
        await CallAsync(CallHealth.Failed, 10);
        _circuit.Standing.Should().Be(CircuitStatus.Closed);

        await CallAsync(CallHealth.Failed);

        _circuit.Standing.Should().Be(CircuitStatus.Open);
    }

    [Fact]
    public async Task Failures_older_than_the_window_are_forgotten()
    {
        await CallAsync(CallHealth.Failed, 4);
        _clock.Advance(TimeSpan.FromSeconds(11));

        await CallAsync(CallHealth.Failed, 4);

        _circuit.Standing.Should().Be(CircuitStatus.Closed);
    }

    [Fact]
    public async Task Callers_that_left_say_nothing()
    {
        await CallAsync(CallHealth.Unknown, 100);
        await CallAsync(CallHealth.Failed, 5);

        _circuit.Standing.Should().Be(CircuitStatus.Open, "they are no calls that went well either");
    }

    [Fact]
    public async Task The_remaining_seconds_count_down_to_one()
    {
        await CallAsync(CallHealth.Failed, 5);
        var told = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            told.Add(_circuit.RetryAfterSeconds);
            _clock.Advance(TimeSpan.FromSeconds(9.8));
        }

        told.Should().Equal(30, 21, 11, 1);
        _circuit.Standing.Should().Be(CircuitStatus.HalfOpen);
        _circuit.RetryAfterSeconds.Should().Be(1);
    }

    [Fact]
    public async Task Half_open_lets_one_through_and_closes_when_that_goes_well()
    {
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));
        var probe = new TaskCompletionSource<CallHealth>();

        var first = _circuit.TryCallAsync(static probe => new ValueTask<CallHealth>(probe.Task), probe, Caller);
        (await CallAsync(CallHealth.Good)).Should().BeFalse("the probe is still under way");
        probe.SetResult(CallHealth.Good);

        (await first).Should().BeTrue();
        _circuit.Standing.Should().Be(CircuitStatus.Closed);
        await CallAsync(CallHealth.Failed, 4);
        _circuit.Standing.Should().Be(CircuitStatus.Closed, "it begins to count anew");
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_for_the_whole_time_again()
    {
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(40));

        await CallAsync(CallHealth.Failed);

        _circuit.Standing.Should().Be(CircuitStatus.Open);
        _circuit.RetryAfterSeconds.Should().Be(30);
        _clock.Advance(TimeSpan.FromSeconds(29));
        (await CallAsync(CallHealth.Good)).Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await CallAsync(CallHealth.Good)).Should().BeTrue();
    }

    [Fact]
    public async Task A_probe_whose_caller_left_hands_the_probe_to_the_next()
    {
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));

        await CallAsync(CallHealth.Unknown);

        _circuit.Standing.Should().Be(CircuitStatus.HalfOpen);
        (await CallAsync(CallHealth.Failed)).Should().BeTrue();
        _circuit.Standing.Should().Be(CircuitStatus.Open);
    }

    [Fact]
    public async Task Answers_that_die_later_open_it_although_they_had_begun_well()
    {
        for (var i = 0; i < 5; i++)
        {
            _circuit.Standing.Should().Be(CircuitStatus.Closed);
            await CallAsync(CallHealth.Good);
            _circuit.Died(Caller, silent: false);
        }

        _circuit.Standing.Should().Be(CircuitStatus.Open);
    }

    [Fact]
    public void Answers_that_die_at_the_same_moment_all_say_so_although_one_of_them_opens_it()
    {
        for (var round = 0; round < 500; round++)
        {
            var circuit = new CircuitBreaker(Options, _clock, () => { });

            var dying = () => Parallel.For(0, 32, _ => circuit.Died(Caller, silent: false));

            dying.Should().NotThrow("each of them still has to end its own stream");
            circuit.Standing.Should().Be(CircuitStatus.Open);
        }
    }

    [Fact]
    public async Task A_late_death_does_not_lengthen_an_open_circuit()
    {
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));

        _circuit.Died(Caller, silent: false);

        _circuit.Standing.Should().Be(CircuitStatus.HalfOpen);
    }

    [Fact]
    public async Task One_callers_time_outs_count_once_a_window_each_callers_own()
    {
        await CallAsync(CallHealth.TimedOut, 50);
        for (var i = 0; i < 50; i++)
            _circuit.Died(Caller, silent: true);
        for (var other = 0; other < 3; other++)
            await CallAsync(CallHealth.TimedOut, 10, $"tok_other_{other}");
        _circuit.Standing.Should().Be(CircuitStatus.Closed, "that are four");

        await CallAsync(CallHealth.TimedOut, 1, "tok_other_9");

        _circuit.Standing.Should().Be(CircuitStatus.Open);
    }

    [Fact]
    public async Task A_window_later_the_same_callers_time_out_counts_again()
    {
        for (var window = 0; window < 20; window++)
        {
            await CallAsync(CallHealth.TimedOut, 5);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        _circuit.Standing.Should().Be(CircuitStatus.Closed, "one a window is never five");
        await CallAsync(CallHealth.Failed, 4);
        await CallAsync(CallHealth.TimedOut);
        _circuit.Standing.Should().Be(CircuitStatus.Open, "but it is one");
    }

    [Fact]
    public async Task A_probe_that_takes_long_or_times_out_keeps_nobody_out_for_long()
    {
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));
        var slow = new TaskCompletionSource<CallHealth>();
        var first = _circuit.TryCallAsync(static slow => new ValueTask<CallHealth>(slow.Task), slow, "tok_slow");
        (await CallAsync(CallHealth.Good)).Should().BeFalse("it may still go well");

        _clock.Advance(TimeSpan.FromSeconds(30));
        // It has had its time; who waits for it is told on another thread.
        await Eventually.Is(() => CallAsync(CallHealth.Good));
        _circuit.Standing.Should().Be(CircuitStatus.Closed);
        slow.SetResult(CallHealth.Failed);
        await first;
        _circuit.Standing.Should().Be(CircuitStatus.Closed, "another has decided");

        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await CallAsync(CallHealth.TimedOut, 1, "tok_slow");
        (await CallAsync(CallHealth.Good)).Should().BeTrue("what one caller waited for in vain decides for nobody else");
    }

    [Fact]
    public async Task A_call_that_began_before_it_opened_decides_nothing_when_it_is_half_open()
    {
        var late = new TaskCompletionSource<CallHealth>();
        var call = _circuit.TryCallAsync(static late => new ValueTask<CallHealth>(late.Task), late, Caller);
        await CallAsync(CallHealth.Failed, 5);
        _clock.Advance(TimeSpan.FromSeconds(30));

        late.SetResult(CallHealth.Failed);
        await call;

        _circuit.Standing.Should().Be(CircuitStatus.HalfOpen);
    }

    private async Task<bool> CallAsync(CallHealth health, int times = 1, string caller = Caller)
    {
        var made = true;
        for (var i = 0; i < times; i++)
            made &= await _circuit.TryCallAsync(static health => ValueTask.FromResult(health), health, caller);
        return made;
    }
}
