using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class RetryTests
{
    private const string Own = "sk-own-key-of-the-caller-0009";

    private readonly ConcurrentQueue<int> _calls = new();

    [Fact]
    public async Task Every_attempt_carries_the_same_bytes_and_exactly_one_credential()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var provider = Pools.Provider(upstream.Address, "pool", 3, more: new { KeySelection = "primary" });
        provider["Keys"] = new[] { "sk-ant-api03-first-key-0001", "sk-ant-oat01-second-key-0002", "sk-ant-api03-third-key-0003" };
        await using var bridge = await Bridge.StartAsync(Pools.Config(provider));
        upstream.Expect(Answers.Json, "{}", 401);
        upstream.Expect(Answers.Json, "{}", 503);
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var body = Traffic.BodyOf(300_000);

        (await bridge.SendAsync(bridge.Post("/pool/v1/messages", body))).StatusCode.Should().Be(HttpStatusCode.OK);

        upstream.Verify();
        upstream.Received.Select(request => request.Sha256).Should().OnlyContain(sha => sha == Traffic.Sha256(Traffic.Utf8(body)));
        upstream.Received.Select(request => (request.Headers.GetValueOrDefault("x-api-key"), request.Headers.GetValueOrDefault("authorization"))).Should().Equal(
            ("sk-ant-api03-first-key-0001", null),
            (null, "Bearer sk-ant-oat01-second-key-0002"),
            ("sk-ant-api03-third-key-0003", null));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(429)]
    public async Task A_callers_own_key_never_fails_over(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        upstream.Expect(Answers.Json, """{"type":"error","error":{"type":"x","message":"own"}}""", status);

        using var response = await bridge.SendAsync(OwnKey(bridge));

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Contain("own");
        upstream.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(Own);
        (await bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid", "valid");
        upstream.Verify();
    }

    [Fact]
    public async Task A_callers_own_key_is_tried_again_where_the_upstream_failed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)), clock: new JumpingClock());
        upstream.Expect(Answers.Json, "{}", 529);
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        using var response = await bridge.SendAsync(OwnKey(bridge));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received.Should().OnlyContain(request => request.Headers["x-api-key"] == Own);
        upstream.Verify();
    }

    [Theory]
    [InlineData(0, 15, 1)]
    [InlineData(1, 15, 2)]
    [InlineData(10, 1, 3)]
    [InlineData(10, 0, 1)]
    public async Task Retries_keep_to_their_number_and_their_time(int maxRetries, double seconds, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var more = new { MaxRetries = maxRetries, RetrySeconds = seconds, CircuitBreaker = new { Enabled = false } };
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, more: more)), clock: new JumpingClock());
        upstream.Always(Pools.ByKey(_calls, _ => Answers.Text(Answers.Json, "{}", 503)));

        (await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest))).Dispose();

        // Within one second: 250–500 ms, then 500–1,000 ms when chance allows; never a third.
        _calls.Count.Should().BeInRange(Math.Max(1, calls - (seconds == 1 ? 1 : 0)), calls);
    }

    [Fact]
    public async Task An_upstream_that_fails_late_is_not_waited_for_with_every_key()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, more: new { RetrySeconds = 15 })), clock: clock);
        upstream.Always(Pools.ByKey(_calls, _ =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return Answers.Text(Answers.Json, "{}", 504);
        }));

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        ((int)response.StatusCode).Should().Be(504);
        _calls.Should().HaveCount(2, "twenty seconds have passed, of fifteen");
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again_with_the_same_key()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var address = upstream.Address;
        await upstream.DisposeAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(address, "pool", 3)), clock: new JumpingClock());

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        var attempts = (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("attempts").EnumerateArray().ToArray();
        attempts.Should().HaveCount(3);
        attempts.Select(attempt => attempt.GetProperty("credentialHint").GetString()).Distinct().Should().ContainSingle();
        attempts.Should().OnlyContain(attempt => attempt.GetProperty("outcome").GetString() == "unreachable");
        (await bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid", "valid");
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again_even_where_a_post_is_not_since_nobody_saw_it()
    {
        var upstream = await FakeUpstream.StartAsync();
        var address = new Uri(upstream.Address);
        await upstream.DisposeAsync();
        var more = new { MaxRetries = 10, CircuitBreaker = new { FailureThreshold = 2 } };
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, more: more)));

        var call = bridge.SendAsync(bridge.Post("/pool/v1/messages/count_tokens", "{}"));
        await FailedAsync(bridge);
        await using var again = await FakeUpstream.StartAsync(port: address.Port);
        again.Expect(Answers.Json, """{"input_tokens":7}""");

        (await (await call).Content.ReadAsStringAsync()).Should().Be("""{"input_tokens":7}""");
        again.Verify();
    }

    [Fact]
    public async Task A_refused_connection_on_a_passthrough_post_is_502_and_no_matter_of_the_circuit()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var address = upstream.Address;
        await upstream.DisposeAsync();
        var more = new { MaxRetries = 0, CircuitBreaker = new { FailureThreshold = 2 } };
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(address, "pool", 3, more: more)));

        for (var i = 0; i < 2; i++)
            (await CodeAsync(bridge, "/pool/v1/messages/count_tokens")).Should().Be("502 upstream_unreachable api_error");
        (await bridge.HealthAsync("pool")).GetProperty("breakers").GetArrayLength().Should().Be(0, "it does not trip the circuit");
        for (var i = 0; i < 2; i++)
            (await CodeAsync(bridge, "/pool/v1/messages")).Should().Be("502 upstream_unreachable api_error");
        (await CodeAsync(bridge, "/pool/v1/messages")).Should().Be("503 circuit_open overloaded_error");
        (await CodeAsync(bridge, "/pool/v1/messages/count_tokens")).Should().Be("502 upstream_unreachable api_error", "it does not wait for the circuit");
        (await bridge.HealthAsync("pool")).KeyStates().Should().Equal("valid", "valid", "valid");
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_pause_ends_it()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, more: new { RetrySeconds = 600 })));
        TaskCompletionSource answered = new();
        upstream.Expect(async context =>
        {
            context.Response.Headers.RetryAfter = "500";
            await Answers.Text(Answers.Json, "{}", 503)(context);
            answered.SetResult();
        });
        using var leaving = new CancellationTokenSource();

        var call = bridge.Client.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest), leaving.Token);
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await leaving.CancelAsync();

        await call.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await ClosedRowAsync(bridge)).GetProperty("status").GetString().Should().Be("cancelled");
        upstream.Verify();
    }

    private static HttpRequestMessage OwnKey(Bridge bridge)
    {
        var request = bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest);
        request.Headers.Authorization = null;
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        request.Headers.Add("x-api-key", Own);
        return request;
    }

    private static async Task<string> CodeAsync(Bridge bridge, string path)
    {
        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        return $"{(int)response.StatusCode} {response.Headers.GetValues("X-AiBridge-Error").Single()} {error.GetProperty("type").GetString()}";
    }

    /// <summary>Until the provider's first failure is known.</summary>
    private static async Task FailedAsync(Bridge bridge)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await bridge.HealthAsync("pool")).GetProperty("lastErrorClass").GetString() != "unreachable")
            limit.Token.ThrowIfCancellationRequested();
    }

    private static async Task<JsonElement> ClosedRowAsync(Bridge bridge)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var rows = await bridge.InterceptionsAsync();
            if (rows.GetArrayLength() == 1 && rows[0].GetProperty("status").GetString() != "in_progress")
                return rows[0];
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
