using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Tests.Exchanges;

/// <summary>What stages add to an exchange stands beside what others have added.</summary>
public sealed class ExchangeTests
{
    private readonly Exchange _exchange = Recording.Exchanges.Make(new FakeTimeProvider());
    private readonly List<string> _told = [];

    [Fact]
    public void Whoever_waits_for_the_end_is_told_once_and_in_order()
    {
        _exchange.IsAwaited.Should().BeFalse();
        _exchange.OnClosed((_, outcome) => _told.Add($"first {outcome.Status}"));
        _exchange.OnClosed((_, outcome) => _told.Add($"second {outcome.Status}"));
        _exchange.IsAwaited.Should().BeTrue();

        _exchange.Close(ExchangeOutcome.OfStatus(200));
        _exchange.Close(ExchangeOutcome.OfStatus(500));

        _told.Should().Equal("first Completed", "second Completed");
    }

    [Fact]
    public void The_response_s_id_is_told_once()
    {
        _exchange.OnIdentified(_ => _told.Add("first"));
        _exchange.OnIdentified(_ => _told.Add("second"));

        _exchange.Identified();
        _exchange.Identified();

        _told.Should().Equal("first", "second");
    }

    [Fact]
    public void The_death_of_a_response_is_told_to_all()
    {
        _exchange.OnUpstreamDied((error, _) => _told.Add($"first {error}"));
        _exchange.OnUpstreamDied((error, _) => _told.Add($"second {error}"));

        _exchange.UpstreamDied(ErrorClass.Timeout, fault: null);

        _told.Should().Equal("first Timeout", "second Timeout");
    }
}
