using System.Collections.Concurrent;
using AiBridge.IntegrationTests.House;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>A refused key gets one call a minute and no other; what else happens meanwhile neither spends that call nor adds one.</summary>
public sealed class KeyProbeTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<int> _calls = new();
    private readonly ManualClock _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private Func<int, int> _status = _ => 200;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(Pools.ByKey(_calls, key => Answers.Text(Answers.Json, $$"""{"id":"resp_of_{{key}}","object":"response","status":"completed","output":[]}""", _status(key))));
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
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("cooling_down", "valid");
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
        _clock.Advance(TimeSpan.FromSeconds(60));
        _status = _ => 402;
        (await SendAsync("model-a")).Should().BeNull("the upstream's own answer passes");

        (await SendAsync("model-a")).Should().Be("keys_exhausted", "no key is refused any more");
    }

    /// <summary>The bridge's own error code; null for an answer of the upstream.</summary>
    private async Task<string?> SendAsync(string model, string? previous = null)
    {
        var goesOn = previous is null ? "" : $",\"previous_response_id\":\"{previous}\"";
        using var response = await _bridge.SendAsync(_bridge.Post("/pool/v1/responses", $$"""{"model":"{{model}}","input":"hello"{{goesOn}}}"""));
        return response.Headers.TryGetValues("X-AiBridge-Error", out var code) ? code.Single() : null;
    }
}
