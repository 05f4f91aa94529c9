using System.Collections.Concurrent;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>A key that is refused for all gets one call after its pause and no other; what else happens meanwhile neither spends that call nor adds one.</summary>
public sealed class KeyProbeTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<int> _calls = new();
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private Func<int, int> _status = _ => 200;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(Pools.ByKey(_calls, key => Answers.Text(Answers.Json, $$"""{"id":"resp_of_{{key}}","object":"response","status":"completed","output":[]}""", _status(key))));
        _upstream.Probe = context => Answers.Text(Answers.Json, "{}", _status(context.KeyOf()[^1] - '0') == 401 ? 401 : 200)(context);
        var more = new { KeySelection = "primary", MaxRetries = 0, CircuitBreaker = new { FailureThreshold = 2, BreakSeconds = 300 } };
        _bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(_upstream.Address, "pool", 2, "custom", more)), clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task An_open_circuit_does_not_spend_the_probe()
    {
        _status = key => key == 1 ? 401 : 200;
        await SendAsync("model-a");
        await IsAsync("rejected", "valid");
        _status = _ => 503;
        await SendAsync("model-b");
        await SendAsync("model-b");
        _clock.Advance(TimeSpan.FromSeconds(60));
        (await SendAsync("model-b")).Should().Be("circuit_open");
        _status = _ => 200;
        _calls.Clear();

        await SendAsync("model-a");

        _calls.Should().Equal([1], "its minute is over, and nobody has probed it");
    }

    [Fact]
    public async Task Requests_that_go_on_from_its_responses_are_no_further_probes()
    {
        await SendAsync("model-a");
        _status = key => key == 1 ? 401 : 200;
        _calls.Clear();

        for (var i = 0; i < 3; i++)
            await SendAsync("model-a", previous: "resp_of_1");

        _calls.Should().Equal(1, 2, 2, 2);
        await IsAsync("rejected", "valid");
        _clock.Advance(TimeSpan.FromSeconds(60));
        _status = _ => 200;
        await SendAsync("model-a", previous: "resp_of_1");
        _calls.Last().Should().Be(1, "the probe is due, and here it also has the response");
    }

    [Fact]
    public async Task A_key_whose_quota_is_spent_is_known_to_its_upstream_again()
    {
        _status = _ => 401;
        (await SendAsync("model-a")).Should().Be("keys_rejected");
        await IsAsync("rejected", "rejected");
        _clock.Advance(TimeSpan.FromSeconds(60));
        _status = _ => 402;
        (await SendAsync("model-a")).Should().BeNull("the upstream's own answer passes");

        (await SendAsync("model-a")).Should().Be("keys_exhausted", "no key is refused any more");
        await IsAsync("valid", "valid");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    public async Task What_says_nothing_of_the_key_does_not_make_it_good_again(int status)
    {
        _status = key => key == 1 ? 401 : 200;
        await SendAsync("model-a");
        await IsAsync("rejected", "valid");
        _clock.Advance(TimeSpan.FromSeconds(60));
        _status = key => key == 1 ? status : 200;
        _calls.Clear();

        await SendAsync("model-a");
        await IsAsync("rejected", "valid");

        _status = _ => 200;
        await SendAsync("model-a");
        _calls.Where(key => key == 1).Should().HaveCount(2, "the next call decides");
        await IsAsync("valid", "valid");
    }

    [Fact]
    public async Task What_the_bridge_asks_has_nothing_of_the_callers_request()
    {
        _status = key => key == 1 ? 401 : 200;
        var request = _bridge.Post("/pool/v1/responses", """{"model":"model-a","input":"planted words"}""");
        request.Headers.Add("OpenAI-Organization", "planted-organization");
        request.Headers.UserAgent.ParseAdd("planted-agent/1.0");

        (await _bridge.SendAsync(request)).Dispose();
        await IsAsync("rejected", "valid");

        var probe = _upstream.Probes.Should().ContainSingle().Subject;
        (probe.Method, probe.Target, probe.Body.Length).Should().Be(("GET", "/v1/models", 0));
        probe.Headers["Authorization"].Should().Be("Bearer " + Pools.Key("pool", 1));
        probe.Headers["User-Agent"].Should().StartWith("AiBridge/");
        string.Join(' ', probe.Headers.Select(header => header.Key + header.Value)).Should().NotContainEquivalentOf("planted").And.NotContainEquivalentOf("openai-organization");
    }

    [Fact]
    public async Task It_is_asked_once_however_many_are_refused_and_nobody_waits_for_it()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _upstream.Probe = async context =>
        {
            asked.TrySetResult();
            await go.Task;
            await Answers.Text(Answers.Json, "{}")(context);
        };
        _status = key => key == 1 ? 401 : 200;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync("model-a")));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));

        go.SetResult();
        await Eventually.Is(() => _upstream.Probes.Count == 1);
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid");
    }

    private Task IsAsync(params string[] states) => Eventually.Is(async () => (await _bridge.HealthAsync("pool")).KeyStates().SequenceEqual(states));

    /// <summary>The bridge's own error code; null for an answer of the upstream.</summary>
    private async Task<string?> SendAsync(string model, string? previous = null)
    {
        var goesOn = previous is null ? "" : $",\"previous_response_id\":\"{previous}\"";
        using var response = await _bridge.SendAsync(_bridge.Post("/pool/v1/responses", $$"""{"model":"{{model}}","input":"hello"{{goesOn}}}"""));
        return response.Headers.TryGetValues("X-AiBridge-Error", out var code) ? code.Single() : null;
    }
}
