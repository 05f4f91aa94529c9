using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 250, 500)]
    [InlineData(2, 500, 1_000)]
    [InlineData(3, 1_000, 2_000)]
    [InlineData(10, 4_000, 8_000)]
    public void It_doubles_up_to_a_limit_and_half_of_it_is_chance(int retry, int least, int most)
    {
        Backoff.Before(retry, null, 0).TotalMilliseconds.Should().Be(least);
        Backoff.Before(retry, null, 1).TotalMilliseconds.Should().Be(most);
    }

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(10, 250)]
    public void The_upstreams_wish_counts_when_it_is_longer(int wanted, int pause) =>
        Backoff.Before(1, TimeSpan.FromMilliseconds(wanted), 0).TotalMilliseconds.Should().Be(pause);
}
