using AiBridge.Configuration;
using AiBridge.Exchanges;

namespace AiBridge.Tests.Exchanges;

public sealed class BufferBudgetTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly FakeTimeProvider _clock = new();
    private readonly BufferBudget _budget;

    public BufferBudgetTests() => _budget = Of(64 * Megabyte);

    [Fact]
    public void One_caller_gets_no_more_than_it_leaves_for_others()
    {
        var first = Taken("one", 4 * Megabyte);
        var second = Taken("two", 4 * Megabyte);

        first.Should().Be(5, "two thirds of the whole are for large bodies, and half of those for one");
        second.Should().BeInRange(2, 3);
        _budget.TryRent("three", 4 * Megabyte, BufferUse.LargeBody).Should().NotBeNull();
    }

    [Fact]
    public void Observers_give_up_before_large_bodies_and_those_before_small_ones()
    {
        foreach (var caller in Enumerable.Range(0, 100))
            _budget.TryTake($"{caller}", Megabyte, BufferUse.Observer);
        _budget.Used.Should().Be(32 * Megabyte);

        foreach (var caller in Enumerable.Range(0, 100))
            _budget.TryTake($"{caller}l", Megabyte, BufferUse.LargeBody);
        _budget.Used.Should().Be(42 * Megabyte);
        _budget.TryTake("new", Megabyte, BufferUse.Observer).Should().BeFalse();

        foreach (var caller in Enumerable.Range(0, 100))
            _budget.TryTake($"{caller}s", Megabyte, BufferUse.SmallBody);
        _budget.Used.Should().Be(64 * Megabyte);
    }

    [Fact]
    public void The_smallest_blocks_are_there_whatever_happens()
    {
        foreach (var caller in Enumerable.Range(0, 200))
            _budget.TryTake($"{caller}", Megabyte, BufferUse.SmallBody);

        _budget.TryRent("1", BufferBudget.FreeBytes, BufferUse.SmallBody).Should().NotBeNull();
        _budget.TryRent("1", BufferBudget.FreeBytes + 1, BufferUse.SmallBody).Should().BeNull();
    }

    [Fact]
    public async Task A_body_waits_for_room_and_takes_what_is_returned()
    {
        var held = await _budget.RentAsync("one", 32 * Megabyte, default);
        var waiting = _budget.RentAsync("one", 32 * Megabyte, default).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        held!.Return();

        (await waiting)!.Length.Should().Be(32 * Megabyte);
        _budget.Used.Should().Be(32 * Megabyte);
    }

    [Fact]
    public async Task It_waits_for_two_seconds_only()
    {
        await _budget.RentAsync("one", 32 * Megabyte, default);
        var waiting = _budget.RentAsync("one", 32 * Megabyte, default).AsTask();

        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return waiting.IsCompleted;
        });

        (await waiting).Should().BeNull();
        _budget.Used.Should().Be(32 * Megabyte);
    }

    [Fact]
    public void What_is_returned_is_nobodys()
    {
        var blocks = new[] { 1, 70_000, Megabyte, 3 * Megabyte, 40 * Megabyte }.Select(size => _budget.TryRent("one", size, BufferUse.SmallBody)).OfType<BufferBlock>().ToList();

        blocks.ForEach(block => block.Return());

        _budget.Used.Should().Be(0);
        Taken("one", 4 * Megabyte).Should().Be(5);
    }

    [Fact]
    public void Without_a_size_it_is_half_of_the_memory_there_is()
    {
        var budget = Of(0);

        budget.Size.Should().BeCloseTo(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, 1);
    }

    private int Taken(string caller, int bytes)
    {
        var count = 0;
        while (_budget.TryRent(caller, bytes, BufferUse.LargeBody) is not null)
            count++;
        return count;
    }

    private BufferBudget Of(long bytes) => new(new LiveConfiguration(new BridgeOptions { Limits = new LimitsOptions { BufferedBytes = bytes } }), _clock);
}
