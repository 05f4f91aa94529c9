using System.Text;
using AiBridge.Exchanges;

namespace AiBridge.Tests.Interception;

public sealed class ReadAheadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly PipedUpstream _upstream = new();
    private readonly ReadAhead _reading;

    public ReadAheadTests() => _reading = new ReadAhead(_upstream, _clock);

    [Fact]
    public async Task An_idle_stream_is_waited_for_without_a_buffer()
    {
        var more = MoreAsync();

        _upstream.Pending.Should().Be(1);
        _upstream.WaitsWith.Should().Be(0);
        _upstream.Send("hello");
        (await more).Should().BeTrue();
        Available.Should().Be("hello");
    }

    [Fact]
    public async Task A_deadline_ends_the_waiting_and_not_the_read()
    {
        var more = MoreAsync(seconds: 15);

        _clock.Advance(TimeSpan.FromSeconds(15));

        (await more).Should().BeFalse();
        _upstream.Pending.Should().Be(1);
        _upstream.Send("late");
        (await MoreAsync()).Should().BeTrue();
        Available.Should().Be("late");
    }

    [Fact]
    public async Task What_is_not_consumed_stays_in_front_of_what_comes()
    {
        _upstream.Send("one ");
        await MoreAsync();
        _reading.Consume(1);
        var held = new string('x', 100_000);
        _upstream.Send(held);
        while (_reading.Available.Length < 3 + held.Length)
            (await MoreAsync()).Should().BeTrue();

        Available.Should().Be("ne " + held);
    }

    [Fact]
    public async Task What_is_consumed_while_a_read_is_under_way_is_not_seen_again()
    {
        _upstream.Send("first");
        await MoreAsync();
        var more = MoreAsync(seconds: 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await more).Should().BeFalse();

        _reading.Consume(5);
        _upstream.Send("second");

        (await MoreAsync()).Should().BeTrue();
        Available.Should().Be("second");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_waiting_only()
    {
        using var leaving = new CancellationTokenSource();
        var more = _reading.MoreAsync(WakeSignal.Never, leaving.Token).AsTask();

        await leaving.CancelAsync();

        await more.Invoking(task => task.WaitAsync(Limit)).Should().ThrowAsync<OperationCanceledException>();
        _upstream.Pending.Should().Be(1);
        _upstream.Closed.Should().BeFalse();
    }

    [Fact]
    public async Task Closing_it_ends_the_read_and_closes_the_upstream()
    {
        var more = MoreAsync(seconds: 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await more;

        _reading.Dispose();

        await Eventually.Is(() => _upstream.Closed);
        _upstream.Pending.Should().Be(0);
    }

    [Fact]
    public async Task A_fault_comes_behind_the_bytes_before_it()
    {
        _upstream.Send("last words");
        _upstream.End(new IOException("gone"));

        (await MoreAsync()).Should().BeTrue();
        Available.Should().Be("last words");
        _reading.Ended.Should().BeFalse();
        (await MoreAsync()).Should().BeTrue();
        _reading.Ended.Should().BeTrue();
        _reading.Fault.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task Somebody_may_wake_the_waiter()
    {
        var more = MoreAsync();

        _reading.Wake();

        (await more).Should().BeFalse();
    }

    private string Available => Encoding.UTF8.GetString(_reading.Available.Span);

    private Task<bool> MoreAsync(double? seconds = null)
    {
        var deadline = seconds is null ? WakeSignal.Never : _clock.GetTimestamp() + (long)(seconds.Value * _clock.TimestampFrequency);
        return _reading.MoreAsync(deadline, CancellationToken.None).AsTask().WaitAsync(Limit);
    }
}
