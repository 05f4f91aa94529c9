using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Network;

/// <summary>Pooled connections that a middle box has dropped while they lay idle.</summary>
public sealed class IdleConnectionTests : IAsyncLifetime
{
    private const int Idle = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private FakeUpstream _upstream = null!;
    private MiddleBox _box = null!;
    private Bridge _bridge = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _box = new MiddleBox(_upstream.Address);
        var address = $"http://127.0.0.1:{_box.Port}";
        // Nothing is forgiven: one failure would open the circuit, and no retry would cover it.
        var more = new { MaxRetries = 0, RetrySeconds = 0, CircuitBreaker = new { FailureThreshold = 2, FailureRatio = 0.01 } };
        _bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(address, "claude", 1, more: more), Pools.Provider(address, "lab", 1, "custom", more)), clock: new FakeTimeProvider());
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _box.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public static TheoryData<string, string, Forgotten> Calls
    {
        get
        {
            var calls = new TheoryData<string, string, Forgotten>();
            foreach (var then in new[] { Forgotten.Reset, Forgotten.End })
            {
                foreach (var stream in new[] { "false", "true" })
                {
                    calls.Add("/claude/v1/messages", $$"""{"model":"m","max_tokens":1,"stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}""", then);
                    calls.Add("/lab/v1/chat/completions", $$"""{"model":"m","stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}""", then);
                    calls.Add("/lab/v1/responses", $$"""{"model":"m","stream":{{stream}},"input":"hi"}""", then);
                }

                calls.Add("/claude/v1/messages/count_tokens", "{}", then);
                calls.Add("/claude/v1/models", "", then);
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Dead_ones_cost_neither_a_retry_nor_an_attempt_nor_a_failure_however_many_they_are(string path, string body, Forgotten then)
    {
        await FillPoolAsync(path, body);
        _box.Forget(then);

        for (var i = 0; i < 3; i++)
        {
            using var response = await SendAsync(path, body);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            if (response.Headers.Contains("X-AiBridge-Interception-Id"))
                Outcomes(await _bridge.InterceptionAsync(response.InterceptionId())).Should().Equal("ok");
        }

        _upstream.Received.Should().HaveCount(Idle + 3);
        _box.Connections.Should().Be(Idle + 1, "the pool is left at the first dead one, and its successor is kept");
        await NothingIsHeldAgainstAsync(path.Split('/')[1]);
    }

    [Fact]
    public async Task Many_requests_that_meet_dead_ones_at_once_are_all_answered()
    {
        const string Path = "/claude/v1/messages";
        await FillPoolAsync(Path, Traffic.AnthropicRequest);
        _box.Forget(Forgotten.Reset);

        var answers = await Task.WhenAll(Enumerable.Range(0, Idle).Select(_ => SendAsync(Path, Traffic.AnthropicRequest)));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        _upstream.Received.Should().HaveCount(2 * Idle);
        foreach (var answer in answers)
            Outcomes(await _bridge.InterceptionAsync(answer.InterceptionId())).Should().Equal("ok");
        await NothingIsHeldAgainstAsync("claude");
    }

    [Fact]
    public async Task A_large_body_that_meets_a_dead_one_arrives_whole()
    {
        var body = Traffic.BodyOf(3_000_000);
        await FillPoolAsync("/claude/v1/messages", Traffic.AnthropicRequest);
        _box.Forget(Forgotten.Reset);

        using var response = await SendAsync("/claude/v1/messages", body);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        _upstream.Received[^1].Sha256.Should().Be(Traffic.Sha256(Traffic.Utf8(body)));
    }

    [Fact]
    public async Task A_new_connection_that_fails_before_any_byte_is_a_failure_as_ever()
    {
        _upstream.Always(BreakOffAsync);

        using var response = await SendAsync("/claude/v1/messages", Traffic.AnthropicRequest);

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        Outcomes(await _bridge.InterceptionAsync(response.InterceptionId())).Should().Equal("unreachable");
        _upstream.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task An_upstream_that_fails_on_used_connections_and_on_new_ones_is_asked_once_on_each()
    {
        await FillPoolAsync("/claude/v1/messages", Traffic.AnthropicRequest);
        _upstream.Always(BreakOffAsync);

        using var response = await SendAsync("/claude/v1/messages", Traffic.AnthropicRequest);

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        Outcomes(await _bridge.InterceptionAsync(response.InterceptionId())).Should().Equal("unreachable");
        _upstream.Received.Should().HaveCount(Idle + 2);
    }

    [Fact]
    public async Task A_call_of_unknown_meaning_that_may_have_been_carried_out_is_not_made_again()
    {
        const string Path = "/lab/v1/conversations";
        await FillPoolAsync(Path, "{}", byok: true);
        _upstream.Always(BreakOffAsync);

        using var response = await SendAsync(Path, "{}", byok: true);

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        _upstream.Received.Should().HaveCount(Idle + 1);
        _upstream.Always(Answers.Text(Answers.Json, "{}"));
        (await SendAsync(Path, "{}", byok: true)).StatusCode.Should().Be(HttpStatusCode.OK, "the other idle ones were left with it");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_on_a_used_connection_is_not_asked_for_again()
    {
        await FillPoolAsync("/claude/v1/messages", Traffic.AnthropicRequest);
        _upstream.Always(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Family.Anthropic.Begin);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        using var response = await SendAsync("/claude/v1/messages", Traffic.AnthropicRequest);

        (await response.Content.ReadAsStringAsync()).Should().Contain("event: error");
        _upstream.Received.Should().HaveCount(Idle + 1);
    }

    private static async Task BreakOffAsync(HttpContext context)
    {
        await context.ReadAsync();
        context.Abort();
    }

    private static IEnumerable<string?> Outcomes(JsonElement interception) =>
        interception.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString());

    /// <summary>Leaves as many idle connections as requests were under way together.</summary>
    private async Task FillPoolAsync(string path, string body, bool byok = false)
    {
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = path switch
        {
            _ when body.Contains("\"stream\":true", StringComparison.Ordinal) && path.EndsWith("messages", StringComparison.Ordinal) => Answers.Text(Answers.EventStream, Traffic.AnthropicStream),
            _ when path.EndsWith("messages", StringComparison.Ordinal) => Answers.Text(Answers.Json, Traffic.AnthropicAnswer),
            _ => Answers.Text(Answers.Json, Traffic.ChatAnswer),
        };
        _upstream.Always(async context =>
        {
            if (Interlocked.Increment(ref arrived) == Idle)
                all.SetResult();
            await all.Task.WaitAsync(Limit);
            await answer(context);
        });
        var warm = await Task.WhenAll(Enumerable.Range(0, Idle).Select(_ => SendAsync(path, body, byok)));
        warm.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        _box.Connections.Should().Be(Idle);
    }

    private Task<HttpResponseMessage> SendAsync(string path, string body, bool byok = false)
    {
        var request = body.Length == 0 ? _bridge.Get(path) : _bridge.Post(path, body);
        if (byok)
        {
            request.Headers.Add("X-AiBridge-Token", _bridge.ProjectToken);
            request.Headers.Authorization = new("Bearer", "sk-own-key-of-the-caller-0001");
        }

        return _bridge.SendAsync(request);
    }

    private async Task NothingIsHeldAgainstAsync(string provider)
    {
        var health = await _bridge.HealthAsync(provider);
        health.GetProperty("lastErrorClass").ValueKind.Should().Be(JsonValueKind.Null);
        health.KeyStates().Should().OnlyContain(state => state == "valid");
        health.GetProperty("breakers").EnumerateArray().Should().NotContain(circuit => circuit.GetProperty("state").GetString() != "closed");
    }
}
