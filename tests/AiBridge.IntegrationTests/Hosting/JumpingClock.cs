namespace AiBridge.IntegrationTests.Hosting;

/// <summary>A clock that stands still, but jumps over every single wait of at most ten seconds instead of waiting. Other timers never fall due.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class JumpingTimer(JumpingClock clock, Action callback) : ITimer
    {
        private readonly Lock _firing = new();
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = Interlocked.Increment(ref _setting);
            if (period > TimeSpan.Zero || dueTime < TimeSpan.Zero || dueTime > Longest)
                return true;
            clock.Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Fire(setting));
            return true;
        }

        public void Dispose()
        {
            lock (_firing)
                Interlocked.Increment(ref _setting);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting)
        {
            lock (_firing)
            {
                if (setting == Volatile.Read(ref _setting))
                    callback();
            }
        }
    }
}
