using AiBridge.Ingress;

namespace AiBridge.Tests.Ingress;

public sealed class RequestBucketTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RequestBucket _bucket;

    public RequestBucketTests() => _bucket = new RequestBucket(_clock);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(1_000_000)]
    public void It_holds_one_minutes_requests_and_not_one_more(int perMinute)
    {
        Drain(perMinute, at: perMinute).Should().Be(perMinute);

        _bucket.TryTake(perMinute).Should().BeCloseTo(TimeSpan.FromMinutes(1) / perMinute, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void It_refills_evenly()
    {
        Drain(60, at: 60);

        _clock.Advance(TimeSpan.FromSeconds(0.4));
        _bucket.TryTake(60).Should().Be(TimeSpan.FromSeconds(0.6));
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        _bucket.TryTake(60).Should().BeNull();
        _bucket.TryTake(60).Should().Be(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Drain(60, at: 60).Should().Be(10);
    }

    [Fact]
    public void A_long_rest_fills_it_once()
    {
        Drain(5, at: 5);
        _clock.Advance(TimeSpan.FromDays(1));

        _bucket.IsFull.Should().BeTrue();
        Drain(5, at: 5).Should().Be(5);
        _bucket.IsFull.Should().BeFalse();
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        Drain(3, at: 3);
        _bucket.Return();

        Drain(3, at: 3).Should().Be(1);
    }

    [Fact]
    public void A_raised_limit_counts_the_requests_already_made()
    {
        Drain(2, at: 2);

        Drain(10, at: 10).Should().Be(8);
    }

    [Fact]
    public void A_lowered_limit_makes_at_most_the_new_minutes_debt()
    {
        Drain(100, at: 50).Should().Be(50);

        _bucket.TryTake(10).Should().Be(TimeSpan.FromSeconds(6));
        _clock.Advance(TimeSpan.FromSeconds(6));
        _bucket.TryTake(10).Should().BeNull();
    }

    [Fact]
    public async Task Many_at_once_take_no_more_than_there_are()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Drain(1000, at: 1000))));

        taken.Sum().Should().Be(1000);
    }

    /// <summary>Takes until it is refused, at most so many; returns how many there were.</summary>
    private int Drain(int perMinute, int at)
    {
        var taken = 0;
        while (taken < at && _bucket.TryTake(perMinute) is null)
            taken++;
        return taken;
    }
}
