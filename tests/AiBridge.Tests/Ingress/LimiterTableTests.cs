using AiBridge.Ingress;

namespace AiBridge.Tests.Ingress;

public sealed class LimiterTableTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LimiterTable _table;

    public LimiterTableTests() => _table = new LimiterTable(_clock);

    [Fact]
    public void So_many_join_and_one_that_leaves_makes_room()
    {
        var first = _table.Join("a", 2)!;
        _table.Join("a", 2).Should().BeSameAs(first);
        _table.Join("a", 2).Should().BeNull();
        _table.Join("b", 2).Should().NotBeNull();

        first.Leave();

        _table.Join("a", 2).Should().BeSameAs(first);
    }

    [Fact]
    public void Idle_ones_leave_and_busy_ones_stay()
    {
        var busy = _table.Join("busy", 0)!;
        var recent = _table.Join("recent", 0)!;
        recent.Bucket.TryTake(1);
        recent.Leave();
        for (var i = 0; i < 100_000; i++)
            _table.Join($"idle-{i}", 0)!.Leave();

        _table.Count.Should().BeLessThanOrEqualTo(1_002);
        _table.Join("busy", 1).Should().BeNull("it is still counted");
        _table.Join("recent", 0)!.Bucket.TryTake(1).Should().NotBeNull("its minute is not over");
        busy.Leave();
        _table.Join("busy", 1).Should().BeSameAs(busy);
    }

    [Fact]
    public void A_retired_one_is_replaced()
    {
        var old = _table.Join("a", 0)!;
        old.Leave();
        old.TryRetire().Should().BeTrue();

        _table.Join("a", 0).Should().NotBeNull().And.NotBeSameAs(old);
    }

    [Fact]
    public async Task Under_sweeps_no_count_is_lost()
    {
        var most = 0;
        var inFlight = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                _table.Join($"{worker}-{i}", 0)!.Leave();
                if (_table.Join("shared", 2) is not { } place)
                    continue;
                InterlockedMax(ref most, Interlocked.Increment(ref inFlight));
                Interlocked.Decrement(ref inFlight);
                place.Leave();
            }
        })));

        most.Should().BeInRange(1, 2);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
    }
}
