using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>What a collector gets of requests, and what providers do not.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("00")]
    [InlineData("01")]
    public async Task A_request_is_one_server_span_with_its_parts_whatever_its_client_says_of_sampling(string flags)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream), environment: collector.Environment);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-{flags}");

        using (var response = await SendAsync(bridge, request))
            response.IsSuccessStatusCode.Should().BeTrue();
        var spans = await SpansAsync(collector, Trace);

        var server = spans.Should().ContainSingle(span => span.Kind == 2).Which;
        server.Parent.Should().Be("b7ad6b7169203331");
        server.Attributes.Should().Contain(new Dictionary<string, string>
        {
            ["gen_ai.provider.name"] = "anthropic",
            ["gen_ai.request.model"] = "claude-test",
            ["gen_ai.response.model"] = "claude-test",
            ["gen_ai.usage.input_tokens"] = "10",
            ["gen_ai.usage.output_tokens"] = "9",
            ["gen_ai.usage.cache_read.input_tokens"] = "7",
            ["aibridge.status"] = "completed",
        });
        server.Attributes.Keys.Should().NotContain(["gen_ai.input.messages", "gen_ai.output.messages"]);
        spans.Where(span => span != server).Select(span => (span.Name, span.Parent)).Should().BeEquivalentTo(
            [("read", server.Id), ("record", server.Id), ("attempt", server.Id), ("stream", server.Id)]);
        spans.Single(span => span.Name == "attempt").Attributes.Should().Contain("http.response.status_code", "200").And.ContainKey("aibridge.credential.hint");
        upstream.Received.Should().ContainSingle().Which.Headers.Keys.Should().NotContain(["traceparent", "tracestate"]);
        collector.Everything.Should().NotContain(Config.AnthropicKey).And.NotContain(bridge.ProjectToken);
    }

    [Fact]
    public async Task An_upstream_that_may_know_is_told_the_span_of_its_own_call()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(
            $$"""{ "Providers": [{ "Type": "anthropic", "BaseUrl": "{{upstream.Address}}", "Keys": ["sk-ant-key-of-a-test-01"], "PropagateTrace": true }] }""", environment: collector.Environment);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        request.Headers.Add("traceparent", $"00-{Trace[..31]}d-b7ad6b7169203331-01");

        using (await SendAsync(bridge, request))
        {
        }

        var spans = await SpansAsync(collector, Trace[..31] + "d");
        var attempt = spans.Single(span => span.Name == "attempt");
        upstream.Received.Single().Headers["traceparent"].ToString().Should().Be($"00-{attempt.Trace}-{attempt.Id}-01");
    }

    [Fact]
    public async Task Prompts_are_told_only_where_that_is_on()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Telemetry = new { Content = true } }), environment: collector.Environment);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        request.Headers.Add("traceparent", $"00-{Trace[..31]}e-b7ad6b7169203331-01");

        using (await SendAsync(bridge, request))
        {
        }

        var server = (await SpansAsync(collector, Trace[..31] + "e")).Single(span => span.Kind == 2);
        server.Attributes["gen_ai.input.messages"].Should().Be("""[{"role":"user","parts":[{"type":"text","content":"hello"}]}]""");
        collector.Metrics.Should().Contain("aibridge.provider_info");
    }

    /// <summary>As a client that says nothing of traces but what the test says: one of this process would be traced too.</summary>
    private static async Task<HttpResponseMessage> SendAsync(Bridge bridge, HttpRequestMessage request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(bridge.Address) };
        return await client.SendAsync(request);
    }

    /// <summary>Those of one trace, once the request's own has come: the listeners of all bridges in this process hear each other's.</summary>
    private static async Task<IReadOnlyList<OtlpReceiver.Span>> SpansAsync(OtlpReceiver collector, string trace)
    {
        await Eventually.Is(() => Task.FromResult(collector.Spans.Any(span => span.Trace == trace && span.Kind == 2)));
        return [.. collector.Spans.Where(span => span.Trace == trace)];
    }
}
