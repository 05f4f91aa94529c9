namespace AiBridge.Tests.Recording;

public sealed class GatheringTests : StartedProcess
{
    [Fact]
    public async Task Requests_one_at_a_time_cost_less_than_a_commit_and_a_wake_up_for_five_records()
    {
        const int Requests = 500;
        var (commits, wakes, items) = (0, 0, 0);
        Process.Writer.Written = count => (commits, items) = (commits + 1, items + count);
        Process.Writer.Woken = () => wakes++;
        await PassAsync();
        wakes = 0;

        // A hundred a second, ten milliseconds each; a quarter of a second is given to the writer again and again.
        for (var i = 1; i <= Requests; i++)
        {
            var exchange = Process.Open();
            await PassAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(5));
            exchange.Complete();
            await PassAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(5));
            // A machine that is busy may let time pass before the writer has its turn.
            var due = i - 50;
            await Eventually.Is(() =>
            {
                if (Volatile.Read(ref items) >= due)
                    return true;
                Clock.Advance(TimeSpan.FromMilliseconds(10));
                return false;
            });
        }

        Volatile.Read(ref commits).Should().BeLessThan(Requests * 2 / 5);
        Volatile.Read(ref wakes).Should().BeLessThan(Requests * 2 / 5);
    }

    [Fact]
    public async Task Many_records_are_not_kept_waiting()
    {
        var written = 0;
        Process.Writer.Written = count => Interlocked.Add(ref written, count);

        foreach (var _ in Enumerable.Range(0, 200))
            Process.Open().Complete();

        await Eventually.Is(() => Volatile.Read(ref written) == 200);
    }

    [Fact]
    public async Task A_writer_that_has_nothing_left_sleeps()
    {
        var wakes = 0;
        Process.Writer.Woken = () => Interlocked.Increment(ref wakes);
        Process.Open().Complete();
        await Process.Recorder.FlushAsync();
        await PassAsync();
        var before = Volatile.Read(ref wakes);

        for (var i = 0; i < 100; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await PassAsync();
        }

        Volatile.Read(ref wakes).Should().BeLessThanOrEqualTo(before + 2, "the wake-ups of the record may still have been under way");
    }

    /// <summary>What was given to the thread pool before has had its turn.</summary>
    private static async Task PassAsync()
    {
        for (var i = 0; i < 3; i++)
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
    }
}
