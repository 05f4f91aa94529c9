using AiBridge.Storage;

namespace AiBridge.Tests.Storage;

public sealed class TimeOrderedIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_of_one_millisecond_sort_in_the_order_they_were_given()
    {
        var ids = new TimeOrderedId();
        // More than the 4,096 that one millisecond has room for.
        var given = Enumerable.Range(0, 10_000).Select(_ => ids.Next(Now)).ToArray();
        given.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        given.Select(id => id.ToString()).Should().BeInAscendingOrder(StringComparer.Ordinal, "the database sorts their text");
    }

    [Fact]
    public void A_clock_that_steps_back_does_not_change_the_order()
    {
        var ids = new TimeOrderedId();
        var first = ids.Next(Now);
        (ids.Next(Now.AddMinutes(-1)) > first).Should().BeTrue();
    }

    [Fact]
    public void Many_threads_get_different_ids()
    {
        var ids = new TimeOrderedId();
        var given = new Guid[40_000];
        Parallel.For(0, given.Length, i => given[i] = ids.Next(Now));
        given.Should().OnlyHaveUniqueItems();
        given.Select(id => Convert.ToHexString(id.ToByteArray(bigEndian: true))[..16]).Should().OnlyHaveUniqueItems("the place comes before what is random");
    }

    [Fact]
    public void An_id_is_of_version_7_and_lies_in_its_time()
    {
        var id = new TimeOrderedId().Next(Now);
        (id.Version, id.Variant >> 2).Should().Be((7, 2));
        (id >= TimeOrderedId.LowestAt(Now.ToUnixTimeMilliseconds()) && id < TimeOrderedId.LowestAt(Now.ToUnixTimeMilliseconds() + 1)).Should().BeTrue();
    }
}
