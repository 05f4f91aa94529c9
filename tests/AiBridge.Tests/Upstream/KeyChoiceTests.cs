using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers.Health;
using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

public sealed class KeyChoiceTests
{
    private readonly RecentResponses _responses = new();

    [Fact]
    public void Sessions_spread_over_the_keys_and_each_stays_on_its_own()
    {
        using var requests = new PoolRequests();
        var choice = Choice(requests);

        var first = Sessions.Select(session => Take(choice, requests, session)).ToArray();

        first.GroupBy(place => place).Should().HaveCount(3).And.OnlyContain(key => key.Count() > 60, "300 sessions share three keys");
        Sessions.Select(session => Take(choice, requests, session)).Should().Equal(first);
    }

    [Fact]
    public void The_same_keys_are_chosen_by_another_process()
    {
        using var requests = new PoolRequests();

        var one = Sessions.Select(session => Take(Choice(requests), requests, session));

        Sessions.Select(session => Take(Choice(requests), requests, session)).Should().Equal(one);
    }

    [Fact]
    public void A_session_whose_key_is_limited_goes_to_another_and_stays_there_when_the_limit_is_over()
    {
        using var requests = new PoolRequests();
        var choice = Choice(requests);
        var before = Take(choice, requests, "s");
        requests.Pool.Keys[before].Limited(PoolRequests.Model, TimeSpan.FromMinutes(1));

        var then = Take(choice, requests, "s");
        requests.Clock.Advance(TimeSpan.FromMinutes(2));

        then.Should().NotBe(before);
        Take(choice, requests, "s").Should().Be(then, "what the upstream has cached for the session lies there now");
    }

    [Fact]
    public void A_session_whose_key_refuses_one_caller_only_goes_back_to_it()
    {
        using var requests = new PoolRequests();
        var choice = Choice(requests);
        var before = Take(choice, requests, "s");
        requests.Pool.Keys[before].Failed("tok_1", KeyFault.Refused, requests.Clock.GetTimestamp(), words: null);

        Take(choice, requests, "s").Should().NotBe(before);

        Take(choice, requests, "s", caller: "tok_2").Should().Be(before);
    }

    [Fact]
    public void A_key_that_was_tried_is_not_taken_again()
    {
        using var requests = new PoolRequests();
        var choice = Choice(requests);
        var tried = new List<KeyState>();

        while (choice.Take(requests.Request("s"), requests.Pool, PoolRequests.Model, tried) is { } key)
            tried.Add(key);

        tried.Should().BeEquivalentTo(requests.Pool.Keys);
    }

    [Fact]
    public void Primary_takes_the_first_that_is_free()
    {
        using var requests = new PoolRequests(selection: KeySelection.Primary);
        var choice = Choice(requests);

        Take(choice, requests, "s").Should().Be(0);
        requests.Pool.Keys[0].Limited(PoolRequests.Model, TimeSpan.FromMinutes(1));
        Take(choice, requests, "s").Should().Be(1);
        requests.Clock.Advance(TimeSpan.FromMinutes(2));
        Take(choice, requests, "s").Should().Be(0);
    }

    [Fact]
    public void Round_robin_takes_them_in_turn_and_goes_on_behind_the_one_that_was_tried()
    {
        using var requests = new PoolRequests(selection: KeySelection.RoundRobin);
        var choice = Choice(requests);

        Enumerable.Range(0, 5).Select(_ => Take(choice, requests, "s")).Should().Equal(0, 1, 2, 0, 1);
        requests.PlaceOf(choice.Take(requests.Request("s"), requests.Pool, PoolRequests.Model, [requests.Pool.Keys[2]])).Should().Be(0);
    }

    [Fact]
    public void Only_the_key_that_a_response_came_with_can_go_on_from_it()
    {
        using var requests = new PoolRequests();
        var choice = Choice(requests);
        var answered = requests.Request("s");
        answered.KeyId = requests.Pool.Keys[1].Id;
        answered.Response = new() { ResponseId = "resp_1" };
        _responses.Add(answered);

        requests.PlaceOf(choice.Issuer(requests.Request(goesOnFrom: "resp_1"), requests.Pool)).Should().Be(1);
        choice.Issuer(requests.Request(goesOnFrom: "resp_2"), requests.Pool).Should().BeNull();
        choice.Issuer(requests.Request(), requests.Pool).Should().BeNull();
        choice.Issuer(requests.Request(goesOnFrom: "resp_1"), new KeyPool([requests.Pool.Keys[0]])).Should().BeNull("that key has left");
    }

    private static IEnumerable<string> Sessions => Enumerable.Range(0, 300).Select(number => $"session-{number}");

    private static int Take(KeyChoice choice, PoolRequests requests, string session, string caller = "tok_1") =>
        requests.PlaceOf(choice.Take(requests.Request(session, caller), requests.Pool, PoolRequests.Model, []));

    private KeyChoice Choice(PoolRequests requests) => new(_responses, requests.Clock);
}
