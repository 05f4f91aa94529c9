using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class CircuitTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var more = new { MaxRetries = 0, FirstEventHoldSeconds = 60, CircuitBreaker = new { FailureThreshold = 3, BreakSeconds = 60 } };
        _bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(_upstream.Address, "pool", 1, more: more)), clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task It_opens_tells_when_probes_and_closes_again()
    {
        await OpenAsync();

        await RefusedAsync(retryAfter: null, "1m 00s");
        _clock.Advance(TimeSpan.FromSeconds(20.5));
        await RefusedAsync("40", "40 s");
        _clock.Advance(TimeSpan.FromSeconds(39.4));
        await RefusedAsync("1", "1 s");
        (await CircuitsAsync()).Should().Equal("model-a open 1");

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        (await CircuitsAsync()).Should().Equal("model-a half_open ");
        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        (await SendAsync()).Should().Be(200);
        (await CircuitsAsync()).Should().Equal("model-a closed ");
        _upstream.Verify();
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_again_and_what_was_refused_is_recorded_without_attempts()
    {
        await OpenAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));
        _upstream.Expect(Answers.Json, "{}", 529);

        (await SendAsync()).Should().Be(529);

        using var refused = await _bridge.SendAsync(Request());
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("circuit_open");
        var row = await _bridge.InterceptionAsync(refused.InterceptionId());
        row.GetProperty("errorType").GetString().Should().Be("circuit_open");
        row.GetProperty("httpStatus").GetInt32().Should().Be(503);
        row.GetProperty("attempts").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Half_open_lets_one_through_until_its_first_deciding_event()
    {
        await OpenAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));
        TaskCompletionSource begun = new(), decided = new(), finished = new();
        _upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Traffic.AnthropicStream[..FirstEventLength]);
            await context.Response.Body.FlushAsync();
            begun.SetResult();
            await decided.Task.WaitAsync(Limit);
            await context.Response.WriteAsync(Traffic.AnthropicStream[FirstEventLength..^60]);
            await context.Response.Body.FlushAsync();
            await finished.Task.WaitAsync(Limit);
            await context.Response.WriteAsync(Traffic.AnthropicStream[^60..]);
        });

        var probe = _bridge.SendAsync(Request(), HttpCompletionOption.ResponseHeadersRead);
        await begun.Task.WaitAsync(Limit);
        (await SendAsync()).Should().Be(503, "message_start decides nothing yet");
        decided.SetResult();
        using var response = await probe;

        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        (await SendAsync()).Should().Be(200, "the probe's stream still runs, but it has proved enough");
        finished.SetResult();
        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
    }

    [Fact]
    public async Task Each_model_has_its_own_and_count_tokens_has_none()
    {
        await OpenAsync();

        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        (await SendAsync("model-b")).Should().Be(200);
        for (var i = 0; i < 5; i++)
            _upstream.Expect(Answers.Json, "{}", 529);
        for (var i = 0; i < 5; i++)
            (await CountTokensAsync()).Should().Be(529, "an open circuit is no matter of count_tokens, and its failures are none of the circuit's");
        (await CircuitsAsync()).Should().BeEquivalentTo("model-a open 60", "model-b closed ");
        _upstream.Verify();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Other_errors_do_not_trip_it(int status)
    {
        _upstream.Always(Answers.Text(Answers.Json, "{}", status));

        for (var i = 0; i < 6; i++)
            await SendAsync();

        (await CircuitsAsync()).Should().Equal("model-a closed ");
    }

    [Theory]
    [InlineData("overloaded", "model-a open 60")]
    [InlineData("broken", "model-a open 60")]
    [InlineData("limited", "model-a closed ")]
    [InlineData("invalid", "model-a closed ")]
    public async Task First_events_that_say_the_upstream_fails_trip_it(string kind, string circuit)
    {
        _upstream.Always(Answers.Text(Answers.EventStream, ProtocolTraffic.ErrorStream(KnownProtocol.AnthropicMessages, kind)));

        for (var i = 0; i < 3; i++)
            await SendAsync();

        (await CircuitsAsync()).Should().Equal(circuit);
    }

    [Fact]
    public async Task Streams_that_end_without_their_terminal_event_trip_it()
    {
        _upstream.Always(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Traffic.AnthropicStream[..^60]);
        });

        for (var i = 0; i < 3; i++)
        {
            using var response = await _bridge.SendAsync(Request(), HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            await ReadToTheEndAsync(body);
        }

        (await CircuitsAsync()).Should().Equal("model-a open 60");
        var health = await _bridge.HealthAsync("pool");
        health.GetProperty("lastErrorClass").GetString().Should().Be("stream_error");
    }

    private static int FirstEventLength => Traffic.AnthropicStream.IndexOf("\n\n", StringComparison.Ordinal) + 2;

    private static async Task ReadToTheEndAsync(Stream body)
    {
        try
        {
            await body.CopyToAsync(Stream.Null);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // A broken end is as good as any here.
        }
    }

    [Fact]
    public async Task A_model_name_of_any_length_is_kept_short()
    {
        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        (await SendAsync(new string('m', 100_000))).Should().Be(200);

        (await CircuitsAsync()).Should().Equal(new string('m', 256) + " closed ");
        _upstream.Verify();
    }

    private HttpRequestMessage Request(string model = "model-a") =>
        _bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest.Replace("claude-test", model, StringComparison.Ordinal));

    private async Task<int> SendAsync(string model = "model-a")
    {
        using var response = await _bridge.SendAsync(Request(model));
        return (int)response.StatusCode;
    }

    private async Task<int> CountTokensAsync()
    {
        using var response = await _bridge.SendAsync(_bridge.Post("/pool/v1/messages/count_tokens", """{"model":"model-a","messages":[]}"""));
        return (int)response.StatusCode;
    }

    private async Task OpenAsync()
    {
        for (var i = 0; i < 3; i++)
            _upstream.Expect(Answers.Json, "{}", 503);
        for (var i = 0; i < 3; i++)
            (await SendAsync()).Should().Be(503);
        _upstream.Verify();
        (await CircuitsAsync()).Should().Equal("model-a open 60");
    }

    private async Task RefusedAsync(string? retryAfter, string words)
    {
        using var response = await _bridge.SendAsync(Request());
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("circuit_open");
        (response.Headers.TryGetValues("Retry-After", out var seconds) ? seconds.Single() : null).Should().Be(retryAfter);
        response.Headers.Contains("x-should-retry").Should().Be(retryAfter is null);
        (await response.Content.ReadAsStringAsync()).Should().Contain("overloaded_error").And.Contain(words);
    }

    private async Task<IEnumerable<string>> CircuitsAsync() =>
        (await _bridge.HealthAsync("pool")).GetProperty("breakers").EnumerateArray()
            .Select(circuit => $"{circuit.GetProperty("model").GetString()} {circuit.GetProperty("state").GetString()} {circuit.GetProperty("retryAfterSeconds")}");
}
