using System.Collections.Concurrent;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class FirstEventTests
{
    private readonly ConcurrentQueue<int> _calls = new();

    [Theory]
    [InlineData("AnthropicMessages")]
    [InlineData("OpenAiChat")]
    [InlineData("OpenAiResponses")]
    public async Task With_two_keys_the_client_sees_the_second_answer_and_nothing_of_the_first(string name)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2, "custom")));
        upstream.Always(Pools.ByKey(_calls, _ => _calls.Count == 1
            ? Answers.Text(Answers.EventStream, ProtocolTraffic.ErrorStream(protocol, "overloaded"))
            : Answers.Text(Answers.EventStream, ProtocolTraffic.Stream(protocol))));

        using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), ProtocolTraffic.Request(protocol, streaming: true)));

        (await response.Content.ReadAsStringAsync()).Should().Be(ProtocolTraffic.Stream(protocol));
        _calls.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("completed");
        var first = row.GetProperty("attempts")[0];
        first.GetProperty("httpStatus").GetInt32().Should().Be(200);
        first.GetProperty("outcome").GetString().Should().Be("overloaded");
    }

    [Theory]
    [InlineData("AnthropicMessages", 529)]
    [InlineData("OpenAiChat", 503)]
    [InlineData("OpenAiResponses", 503)]
    public async Task With_one_key_the_error_becomes_a_real_one_in_its_familys_envelope(string name, int status)
    {
        var protocol = Enum.Parse<KnownProtocol>(name);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, "custom", new { MaxRetries = 0 })));
        upstream.Expect(async context =>
        {
            context.Response.Headers.RetryAfter = "12";
            context.Response.Headers["request-id"] = "req_of_the_upstream";
            await Answers.Text(Answers.EventStream, ProtocolTraffic.ErrorStream(protocol, "overloaded"))(context);
        });

        using var response = await bridge.SendAsync(bridge.Post("/pool" + ProtocolTraffic.Path(protocol), ProtocolTraffic.Request(protocol, streaming: true)));

        ((int)response.StatusCode).Should().Be(status);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.GetValues("Retry-After").Should().Equal("12");
        response.Headers.GetValues("request-id").Should().Equal("req_of_the_upstream");
        response.Headers.Contains("X-AiBridge-Error").Should().BeFalse("the error is the upstream's");
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        error.GetProperty("message").GetString().Should().Be("words of the provider");
        error.GetProperty(protocol == KnownProtocol.AnthropicMessages ? "type" : "code").GetString().Should().Be(ProtocolTraffic.Code(protocol, "overloaded"));
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("httpStatus").GetInt32().Should().Be(status);
        row.GetProperty("errorType").GetString().Should().Be("overloaded");
        row.GetProperty("errorMessage").GetString().Should().Be("words of the provider");
        upstream.Verify();
    }

    [Fact]
    public async Task Anthropics_error_keeps_its_bytes()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, more: new { MaxRetries = 0 })));
        const string Odd = """{"type":"error", "error":{"type":"overloaded_error","message":"O\u0076erloaded <é>"} }""";
        upstream.Expect(Answers.EventStream, $"event: error\ndata: {Odd}\n\n");

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(Odd);
    }

    [Theory]
    [InlineData("invalid")]
    [InlineData("quota")]
    public async Task Other_errors_stay_in_their_stream_as_they_came(string kind)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, "custom")));
        var stream = ProtocolTraffic.ErrorStream(KnownProtocol.OpenAiResponses, kind);
        upstream.Expect(Answers.EventStream, stream);

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/responses", ProtocolTraffic.Request(KnownProtocol.OpenAiResponses, streaming: true)));

        ((int)response.StatusCode).Should().Be(200);
        (await response.Content.ReadAsStringAsync()).Should().Be(stream);
        upstream.Verify();
    }

    [Theory]
    [InlineData("\"type\":\"rate_limit_exceeded\",\"code\":\"tpm\"", 429)]
    [InlineData("\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"", 429)]
    [InlineData("\"type\":\"server_error\",\"code\":\"internal\"", 500)]
    [InlineData("\"type\":\"overloaded\",\"code\":\"capacity\"", 503)]
    [InlineData("\"type\":\"server_error\",\"code\":\"service_unavailable\"", 503)]
    [InlineData("\"type\":\"insufficient_quota\",\"code\":\"rate_limit_exceeded\"", 200)]
    [InlineData("\"type\":\"rate_limit_exceeded\",\"code\":\"insufficient_quota\"", 200)]
    public async Task Type_and_code_are_both_read(string words, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 1, "custom", new { MaxRetries = 0 })));
        upstream.Expect(Answers.EventStream, $"data: {{\"error\":{{\"message\":\"m\",{words}}}}}\n\n");

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/chat/completions", ProtocolTraffic.Request(KnownProtocol.OpenAiChat, streaming: true)));

        ((int)response.StatusCode).Should().Be(status);
        upstream.Verify();
    }

    [Theory]
    [InlineData("\"type\":\"insufficient_quota\",\"code\":\"billing\"")]
    [InlineData("\"type\":\"billing\",\"code\":\"insufficient_quota\"")]
    public async Task A_spent_quota_moves_on_to_the_next_key(string words)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2, "custom", new { KeySelection = "primary" })));
        upstream.Expect(Answers.EventStream, $"data: {{\"error\":{{\"message\":\"m\",{words}}}}}\n\n");
        upstream.Expect(Answers.EventStream, ProtocolTraffic.Stream(KnownProtocol.OpenAiChat));

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/chat/completions", ProtocolTraffic.Request(KnownProtocol.OpenAiChat, streaming: true)));

        (await response.Content.ReadAsStringAsync()).Should().Be(ProtocolTraffic.Stream(KnownProtocol.OpenAiChat));
        (await bridge.HealthAsync("pool")).KeyStates().Should().Equal(["valid", "valid"], "only this caller is kept from it");
        upstream.Verify();
    }

    [Fact]
    public async Task The_answer_that_lost_is_closed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2)));
        var held = upstream.ExpectHeld(first: ProtocolTraffic.ErrorStream(KnownProtocol.AnthropicMessages, "overloaded"));
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        await held.Closed.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
