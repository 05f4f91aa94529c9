using AiBridge.Ingress;

namespace AiBridge.Tests.Ingress;

/// <summary>A place in flight, between two requests of one client.</summary>
public sealed class LimiterTests
{
    private readonly Limiter _limiter = new(new FakeTimeProvider());

    [Fact]
    public void One_that_is_held_is_not_waited_for()
    {
        _limiter.TryJoin(1);

        _limiter.TryWait(1).Should().BeFalse();
    }

    [Fact]
    public void One_that_is_about_to_be_free_is_waited_for()
    {
        _limiter.TryJoin(1);
        _limiter.Ending();

        _limiter.TryWait(1).Should().BeTrue();
    }

    [Fact]
    public void One_that_has_become_free_since_it_was_asked_for_is_taken()
    {
        _limiter.TryJoin(1);
        _limiter.Ending();
        _limiter.TryJoin(1).Should().Be(Joining.Full);
        _limiter.Leave(ended: true);

        _limiter.TryWait(1).Should().BeTrue();
        _limiter.TryJoin(1).Should().Be(Joining.Joined);
    }
}
