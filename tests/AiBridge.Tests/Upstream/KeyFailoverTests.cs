using AiBridge.Exchanges;
using AiBridge.Providers.Health;
using AiBridge.Upstream;
using AiBridge.Upstream.Probing;

namespace AiBridge.Tests.Upstream;

public sealed class KeyFailoverTests
{
    private readonly RecentResponses _responses = new();

    [Fact]
    public void A_request_uses_each_key_once()
    {
        using var requests = new PoolRequests();
        var keys = Begin(requests, requests.Request());
        var used = new List<KeyState?> { keys.Current };

        while (keys.MoveNext())
            used.Add(keys.Current);

        used.Should().BeEquivalentTo(requests.Pool.Keys);
        keys.OnFirst.Should().BeFalse();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public void Without_keys_and_with_the_callers_own_there_is_nothing_to_go_on_to(int keysOfProvider, bool byok)
    {
        using var requests = new PoolRequests(keysOfProvider);
        var keys = Begin(requests, requests.Request(byok: byok));

        (keys.Current, keys.CanFailOver, keys.MoveNext()).Should().Be((null, false, false));
    }

    [Fact]
    public void What_is_said_of_a_providers_only_key_has_no_consequences()
    {
        using var requests = new PoolRequests(keys: 1);
        foreach (var verdict in new[] { KeyVerdict.Refused, KeyVerdict.Spent, KeyVerdict.Limited })
            Learn(requests, Begin(requests, requests.Request()), verdict);

        var again = Begin(requests, requests.Request());

        (again.Current, again.CanFailOver, again.MoveNext()).Should().Be((requests.Pool.Keys[0], false, false));
    }

    [Fact]
    public void A_limit_keeps_everybody_from_the_key_for_the_model_that_met_it()
    {
        using var requests = new PoolRequests(keys: 2);
        var keys = Begin(requests, requests.Request());
        var limited = keys.Current!;

        Learn(requests, keys, KeyVerdict.Limited);

        (limited.IsFree("tok_2", PoolRequests.Model), limited.IsFree("tok_2", "m-2")).Should().Be((false, true));
    }

    [Theory]
    [InlineData(nameof(KeyVerdict.Refused))]
    [InlineData(nameof(KeyVerdict.Spent))]
    public void A_fault_keeps_the_caller_from_the_key_and_everybody_as_soon_as_another_meets_it_too(string fault)
    {
        var verdict = Enum.Parse<KeyVerdict>(fault);
        using var requests = new PoolRequests(keys: 2);
        var keys = Begin(requests, requests.Request());
        var faulty = keys.Current!;

        Learn(requests, keys, verdict);

        (faulty.IsFree("tok_1", PoolRequests.Model), faulty.IsFree("tok_2", PoolRequests.Model)).Should().Be((false, true));
        Learn(requests, BeginOn(requests, faulty, caller: "tok_2"), verdict);
        faulty.IsFree("tok_3", PoolRequests.Model).Should().BeFalse();
    }

    [Fact]
    public void A_good_answer_gives_the_caller_the_key_back()
    {
        using var requests = new PoolRequests(keys: 2);
        var keys = Begin(requests, requests.Request());
        var key = keys.Current!;
        Learn(requests, keys, KeyVerdict.Refused);

        Learn(requests, keys, KeyVerdict.Accepted);

        key.IsFree("tok_1", PoolRequests.Model).Should().BeTrue();
    }

    [Fact]
    public void Who_goes_on_from_a_response_stays_with_its_key_until_that_is_refused()
    {
        using var requests = new PoolRequests();
        var keys = BeginOn(requests, requests.Pool.Keys[2]);
        requests.PlaceOf(keys.Current).Should().Be(2);

        Learn(requests, keys, KeyVerdict.Limited);
        keys.MoveNext().Should().BeFalse("another account does not have the response");
        Learn(requests, keys, KeyVerdict.Refused);

        keys.MoveNext().Should().BeTrue("another key may belong to the same account");
    }

    [Fact]
    public void When_all_are_limited_the_client_is_told_when_the_first_is_free_and_that_the_limit_is_none_of_its_own()
    {
        using var requests = new PoolRequests(keys: 2);
        requests.Pool.Keys[0].Limited(PoolRequests.Model, TimeSpan.FromSeconds(40));
        requests.Pool.Keys[1].Limited(PoolRequests.Model, TimeSpan.FromSeconds(20));

        var begin = () => Begin(requests, requests.Request());

        var error = begin.Should().Throw<UpstreamException>().Which.Error;
        (error.Code, error.RetryAfterSeconds).Should().Be(("keys_exhausted", 20));
    }

    [Fact]
    public void When_all_are_refused_the_client_is_told_what_the_upstream_said()
    {
        using var requests = new PoolRequests(keys: 2);
        foreach (var key in requests.Pool.Keys)
            key.Failed("tok_1", KeyFault.Refused, requests.Clock.GetTimestamp(), "The organization is disabled.");

        var begin = () => Begin(requests, requests.Request());

        var error = begin.Should().Throw<UpstreamException>().Which.Error;
        error.Code.Should().Be("keys_rejected");
        error.Message.Should().EndWith("The organization is disabled.");
    }

    private KeyFailover Begin(PoolRequests requests, Exchange exchange)
    {
        var keys = new KeyFailover(exchange, requests.Health, new KeyChoice(_responses, requests.Clock), new KeyProbes(requests.Clock, new ListLogger<KeyProbes>()), Unreachable);
        keys.Begin();
        return keys;
    }

    /// <summary>A request that can only go on with that key.</summary>
    private KeyFailover BeginOn(PoolRequests requests, KeyState key, string caller = "tok_1")
    {
        var answered = requests.Request(caller: caller);
        answered.KeyId = key.Id;
        answered.Response = new() { ResponseId = $"resp_{caller}" };
        _responses.Add(answered);
        return Begin(requests, requests.Request(caller: caller, goesOnFrom: $"resp_{caller}"));
    }

    private static void Learn(PoolRequests requests, KeyFailover keys, KeyVerdict verdict)
    {
        requests.Clock.Advance(TimeSpan.FromMilliseconds(1));
        keys.Learn(verdict, TimeSpan.FromMinutes(1), requests.Clock.GetTimestamp(), words: null);
    }

    private static Task<HttpResponseMessage> Unreachable(HttpRequestMessage request, CancellationToken cancellation) =>
        Task.FromException<HttpResponseMessage>(new HttpRequestException("nobody is asked here"));
}
