using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class HeaderTests
{
    [Fact]
    public async Task Headers_that_concern_both_ends_pass_and_the_bridges_own_do_not()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var request = bridge.Post(Traffic.Messages + "?beta=true", Traffic.AnthropicRequest);
        foreach (var (name, value) in new (string, string)[]
        {
            ("anthropic-version", "2023-06-01"), ("x-stainless-lang", "js"), ("x-app", "cli"), ("x-codex-turn-state", "abc"), ("x-never-heard-of", "1"),
            ("openai-beta", "x"), ("accept", "application/json"), ("accept-encoding", "gzip, zstd"), ("user-agent", "claude-cli/2.1.197 (external, cli)"),
            ("cookie", "a=b"), ("forwarded", "for=1.2.3.4"), ("x-forwarded-for", "1.2.3.4"), ("x-aibridge-note", "x"), ("proxy-authorization", "Basic eDp5"),
            ("request-id", "cli-7"), ("tracestate", "a=b"), ("baggage", "a=b"), ("correlation-context", "a=b"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("connection", "x-private"), ("x-private", "1"), ("te", "trailers"),
        })
            request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        request.Headers.TryAddWithoutValidation("anthropic-beta", ["context-1m", "interleaved-thinking", "files-api"]);

        (await bridge.SendAsync(request)).EnsureSuccessStatusCode();

        var headers = upstream.Received.Single().Headers;
        headers.Keys.Select(key => key.ToLowerInvariant()).Should().BeEquivalentTo(
            "anthropic-version", "x-stainless-lang", "x-app", "x-codex-turn-state", "x-never-heard-of", "openai-beta", "accept", "accept-encoding",
            "user-agent", "anthropic-beta", "request-id", "content-type", "content-length", "host", "x-api-key");
        headers["request-id"].Should().Be("cli-7");
        headers["accept-encoding"].Should().Be("identity");
        headers["x-api-key"].Should().Be(Config.AnthropicKey);
        headers["user-agent"].Should().Be("claude-cli/2.1.197 (external, cli)");
        headers["anthropic-beta"].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Should().Equal("context-1m", "interleaved-thinking", "files-api");
        headers["content-type"].Should().Be("application/json; charset=utf-8");
        headers["host"].Should().Be(new Uri(upstream.Address).Authority);
    }

    [Fact]
    public async Task Response_status_headers_and_bytes_come_back_as_they_were()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = 418;
            context.Response.ContentType = "application/json;charset=UTF-8";
            context.Response.ContentLength = 6;
            foreach (var (name, value) in new (string, string)[]
            {
                ("request-id", "req_1"), ("anthropic-ratelimit-requests-remaining", "7"), ("retry-after", "12"), ("x-should-retry", "true"), ("x-odd", "a,b;c"),
                ("server", "upstream/1"), ("set-cookie", "session=1"), ("alt-svc", "h3=\":443\""), ("strict-transport-security", "max-age=1"),
                ("keep-alive", "timeout=5"), ("proxy-connection", "keep-alive"),
            })
                context.Response.Headers[name] = value;
            await context.Response.Body.WriteAsync("{\"a\" }"u8.ToArray());
        });

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        ((int)response.StatusCode).Should().Be(418);
        // First of all: reading the body as a string makes the client tidy this header.
        response.Content.Headers.NonValidated["content-type"].ToString().Should().Be("application/json;charset=UTF-8");
        (await response.Content.ReadAsStringAsync()).Should().Be("{\"a\" }");
        response.Headers.Concat(response.Content.Headers).Select(header => header.Key.ToLowerInvariant()).Should().BeEquivalentTo(
            "date", "content-type", "content-length", "request-id", "anthropic-ratelimit-requests-remaining", "retry-after", "x-should-retry", "x-odd",
            "server", "x-aibridge-interception-id", "x-content-type-options");
        response.Headers.GetValues("server").Should().Equal("upstream/1");
    }

    [Theory]
    [InlineData("anthropic-beta", "context-1m-2025-08-07,interleaved", "files-api", "context-1m-2025-08-07,interleaved, files-api")]
    [InlineData("Anthropic-Beta", "a|b, c", "c, d, a, e", "a, b, c, d, e")]
    [InlineData("anthropic-beta", "a,b", "b , a", "a,b")]
    [InlineData("anthropic-beta", null, "b , a", "b , a")]
    [InlineData("anthropic-beta", "", "a", "a")]
    [InlineData("openai-beta", "assistants=v2", "responses=v1", "assistants=v2, responses=v1")]
    [InlineData("accept", "application/json;x=\"a,b\"", "text/event-stream, \"a", "application/json;x=\"a,b\", text/event-stream, \"a")]
    [InlineData("x-new-vendor-beta", "a", "b", "a, b")]
    [InlineData("x-team", "mine", "platform", "platform")]
    [InlineData("user-agent", "claude-cli/2.1", "gateway/1", "gateway/1")]
    [InlineData("anthropic-version", "2023-06-01", "2026-10-21", "2026-10-21")]
    [InlineData("accept-encoding", "gzip", "br", "identity")]
    public async Task A_configured_header_joins_a_list_and_replaces_a_single_value(string name, string? sent, string configured, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var provider = new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { "sk-ant-api03-abcdefghijklmnop" }, Headers = new Dictionary<string, string> { [name] = configured } };
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Providers = new[] { provider } }));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        if (sent is not null)
            request.Headers.TryAddWithoutValidation(name.ToLowerInvariant(), sent.Split('|'));

        (await bridge.SendAsync(request)).EnsureSuccessStatusCode();

        upstream.Received.Single().Headers[name].Should().Be(expected);
    }

    [Fact]
    public async Task Probes_carry_the_configured_headers_too_and_can_still_be_read()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var headers = new Dictionary<string, string> { ["accept"] = "text/plain", ["anthropic-version"] = "2026-10-21", ["anthropic-beta"] = "a, b", ["accept-encoding"] = "gzip" };
        var provider = new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { "sk-ant-api03-abcdefghijklmnop" }, Headers = headers };
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Providers = new[] { provider } }));
        upstream.Expect(Answers.Json, """{"data":[{"id":"claude-test"}]}""");

        (await bridge.SendAsync(bridge.Get("/api/v1/providers/anthropic/models", bridge.AdminToken))).EnsureSuccessStatusCode();

        upstream.Received.Single().Headers.Should()
            .Contain("accept", "application/json, text/plain").And.Contain("anthropic-version", "2026-10-21")
            .And.Contain("anthropic-beta", "a, b").And.Contain("accept-encoding", "identity");
    }

    [Theory]
    [InlineData("sk-ant-api03-abcdefghijklmnop", "x-api-key", "sk-ant-api03-abcdefghijklmnop")]
    [InlineData("sk-ant-oat01-abcdefghijklmnop", "authorization", "Bearer sk-ant-oat01-abcdefghijklmnop")]
    public async Task A_central_Anthropic_key_goes_out_in_the_header_its_form_asks_for(string key, string header, string value)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { key } } } }));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        (await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest))).EnsureSuccessStatusCode();

        var headers = upstream.Received.Single().Headers;
        headers[header].Should().Be(value);
        headers.Should().NotContainKey(header == "x-api-key" ? "authorization" : "x-api-key");
    }

    [Fact]
    public async Task An_event_stream_is_marked_as_not_to_be_buffered()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.Headers.GetValues("X-Accel-Buffering").Should().Equal("no");
        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
    }
}
