using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class KeyStatusTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<int> _calls = new();
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private Func<int, int> _status = _ => 200;
    private string? _retryAfter;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(Pools.ByKey(_calls, key => context =>
        {
            context.Response.Headers.RetryAfter = _status(key) == 429 ? _retryAfter : null;
            return Answers.Text(Answers.Json, Traffic.AnthropicAnswer, _status(key))(context);
        }));
        _upstream.Probe = context => Answers.Text(Answers.Json, "{}", _status(context.KeyOf()[^1] - '0') == 401 ? 401 : 200)(context);
        _bridge = await Bridge.StartAsync(Pools.Config(Provider(2)), clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("30", "30", "30 s")]
    [InlineData("46", null, "46s")]
    [InlineData("287441", null, "1h 00m 00s")]
    public async Task When_every_key_cools_the_client_is_told_when_and_the_upstream_is_left_alone(string said, string? told, string words)
    {
        (_status, _retryAfter) = (_ => 429, said);
        using (var first = await _bridge.SendAsync(Request()))
        {
            first.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            first.Headers.GetValues("Retry-After").Should().Equal([said], "the upstream's own answer passes as it is");
            first.Headers.Contains("X-AiBridge-Error").Should().BeFalse();
        }

        _calls.Clear();
        using var response = await _bridge.SendAsync(Request());

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("keys_exhausted");
        (response.Headers.TryGetValues("Retry-After", out var seconds) ? seconds.Single() : null).Should().Be(told);
        response.Headers.Contains("x-should-retry").Should().Be(told is null);
        (await response.Content.ReadAsStringAsync()).Should().Contain("rate_limit_error").And.Contain(words);
        _calls.Should().BeEmpty();
        var row = await _bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("errorType").GetString().Should().Be("keys_exhausted");
        row.GetProperty("attempts").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_limit_counts_for_its_model_only_and_ends()
    {
        (_status, _retryAfter) = (key => key == 1 ? 429 : 200, "30");

        await SendAsync("model-a");
        await SendAsync("model-a");
        await SendAsync("model-b");
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("cooling_down", "valid");
        _clock.Advance(TimeSpan.FromSeconds(31));
        _status = _ => 200;
        await SendAsync("model-a");

        _calls.Should().Equal(1, 2, 2, 1, 2, 1);
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid");
    }

    [Fact]
    public async Task A_refused_key_is_tried_after_growing_pauses_for_ever_and_comes_back_by_itself()
    {
        _status = key => key == 1 ? 401 : 200;
        var expected = new List<int>();
        foreach (var minutes in (int[])[1, 2, 4, 8, 15, 15])
        {
            await SendAsync();
            await SendAsync();
            expected.AddRange([1, 2, 2]);
            var until = _clock.GetUtcNow().AddMinutes(minutes);
            await Eventually.Is(async () => (await _bridge.HealthAsync("pool")).GetProperty("keys")[0] is var key
                && key.GetProperty("state").GetString() == "rejected" && key.GetProperty("until").GetDateTimeOffset() == until);
            _clock.Advance(TimeSpan.FromMinutes(minutes));
        }

        _status = _ => 200;
        await SendAsync();

        _calls.Should().Equal([.. expected, 1]);
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid");
    }

    [Fact]
    public async Task A_call_that_is_accepted_makes_the_key_valid_again()
    {
        _status = key => key == 1 ? 401 : 200;
        await SendAsync();
        await Eventually.Is(async () => (await _bridge.HealthAsync("pool")).KeyStates().First() == "rejected");
        _status = _ => 200;
        _clock.Advance(TimeSpan.FromSeconds(60));

        await SendAsync();

        _calls.Should().Equal(1, 2, 1);
        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid");
    }

    [Fact]
    public async Task When_every_key_is_refused_the_client_never_sees_a_401()
    {
        _status = _ => 401;
        for (var i = 0; i < 2; i++)
        {
            using var response = await _bridge.SendAsync(Request());
            response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
            response.Headers.GetValues("X-AiBridge-Error").Should().Equal("keys_rejected");
            response.Headers.GetValues("x-should-retry").Should().Equal("false");
        }

        _calls.Should().Equal([1, 2], "the second request finds no key to try");
    }

    [Fact]
    public async Task A_reload_keeps_the_state_of_keys_that_stay_and_new_keys_are_used_at_once()
    {
        (_status, _retryAfter) = (_ => 429, "3000");
        await SendAsync();
        _status = _ => 200;
        await _bridge.ReconfigureAsync(Pools.Config(Provider(3)));

        (await _bridge.HealthAsync("pool")).KeyStates().Should().Equal("cooling_down", "cooling_down", "valid");
        await SendAsync();

        _calls.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task The_health_is_told_with_the_permission_for_a_provider_that_exists()
    {
        _status = _ => 529;
        await SendAsync();

        var health = await _bridge.HealthAsync("pool");
        health.GetProperty("name").GetString().Should().Be("pool");
        health.GetProperty("enabled").GetBoolean().Should().BeTrue();
        health.GetProperty("keys")[0].GetProperty("hint").GetString().Should().Be("sk-p...0001");
        health.GetProperty("keys")[0].GetProperty("until").ValueKind.Should().Be(JsonValueKind.Null);
        health.GetProperty("breakers")[0].GetProperty("protocol").GetString().Should().Be("anthropic_messages");
        health.GetProperty("lastErrorClass").GetString().Should().Be("overloaded");
        health.GetProperty("lastErrorAt").GetDateTimeOffset().Should().Be(_clock.Start);
        (await _bridge.SendAsync(_bridge.Get("/api/v1/providers/nobody/health", _bridge.AdminToken))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _bridge.SendAsync(_bridge.Get("/api/v1/providers/pool/health"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private Dictionary<string, object> Provider(int keys) =>
        Pools.Provider(_upstream.Address, "pool", keys, more: new { KeySelection = "primary", CircuitBreaker = new { FailureThreshold = 100 } });

    private HttpRequestMessage Request(string model = "model-a") =>
        _bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest.Replace("claude-test", model, StringComparison.Ordinal));

    private async Task SendAsync(string model = "model-a") => (await _bridge.SendAsync(Request(model))).Dispose();
}
