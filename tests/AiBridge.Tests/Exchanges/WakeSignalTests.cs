using AiBridge.Exchanges;

namespace AiBridge.Tests.Exchanges;

public sealed class WakeSignalTests
{
    private readonly TickingClock _clock = new();

    [Fact]
    public async Task A_deadline_that_passes_while_its_timer_is_being_moved_wakes_the_waiter()
    {
        using var signal = new WakeSignal(_clock);
        var first = signal.WaitAsync(100);
        signal.Wake();
        await first;
        var second = signal.WaitAsync(200);
        second.IsCompleted.Should().BeFalse();

        // The timer of the first deadline fires just before the second.
        _clock.Timestamps.Enqueue(199);
        _clock.Timestamps.Enqueue(200);
        while (_clock.Fires())
        {
        }

        second.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public void A_timer_that_fires_too_early_is_set_again()
    {
        using var signal = new WakeSignal(_clock);
        var waiting = signal.WaitAsync(100);

        _clock.Timestamps.Enqueue(50);
        _clock.Fires().Should().BeTrue();
        waiting.IsCompleted.Should().BeFalse();
        _clock.Timestamps.Enqueue(100);
        _clock.Fires().Should().BeTrue();

        waiting.IsCompleted.Should().BeTrue();
    }

    /// <summary>Stands at 0 but for the time-stamps it is told to give; its one timer fires when the test says so, if it is set.</summary>
    private sealed class TickingClock : TimeProvider, ITimer
    {
        private Action? _due;
        private bool _isSet;

        public Queue<long> Timestamps { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Timestamps.TryDequeue(out var timestamp) ? timestamp : 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _due = () => callback(state);
            return this;
        }

        public bool Fires()
        {
            if (!_isSet)
                return false;
            _isSet = false;
            _due!();
            return true;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _isSet = true;

        public void Dispose() => _isSet = false;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
