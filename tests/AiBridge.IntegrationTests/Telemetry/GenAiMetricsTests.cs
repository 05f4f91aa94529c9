using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>The metrics of OpenTelemetry's GenAI conventions, beside our own.</summary>
public sealed class GenAiMetricsTests
{
    private const string Cached =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_c","model":"claude-test","usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7,"cache_creation_input_tokens":5}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private const string CachedChat = """{"id":"c","model":"grok","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":8}}}""";

    private const string Tokens = "gen_ai_client_token_usage";

    [Fact]
    public async Task Their_input_holds_cached_tokens_and_ours_leaves_them_out_whatever_the_provider_counts()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);
        upstream.Expect(Answers.EventStream, Cached);
        (await bridge.OutcomeAsync("anthropic")).Should().Be("ok");
        upstream.Expect(Answers.Json, CachedChat);
        using (await bridge.SendAsync(bridge.Post("/grok/v1/chat/completions", Traffic.ChatRequest)))
        {
        }

        var now = await Scrape.OfAsync(bridge);

        Own("anthropic", "input").Should().Be(3);
        Own("anthropic", "cache_read").Should().Be(7);
        Own("anthropic", "cache_write").Should().Be(5);
        Theirs("anthropic", "claude-test", "input").Should().Be(15);
        Theirs("anthropic", "claude-test", "output").Should().Be(9);
        Own("grok", "input").Should().Be(12);
        Own("grok", "cache_read").Should().Be(8);
        Theirs("x_ai", "gpt-test", "input").Should().Be(20);
        now.SeriesOf(Tokens + "_count").Should().Be(4, "there is input and output, and nothing else that a sum would count twice");

        double? Own(string provider, string type) => now.Sum("aibridge_tokens_total", $"provider_name={provider} token_type={type}");
        double? Theirs(string provider, string model, string type) =>
            now.Sum(Tokens + "_sum", $"gen_ai_operation_name=chat gen_ai_provider_name={provider} gen_ai_request_model={model} gen_ai_token_type={type}");
    }

    [Fact]
    public async Task A_call_has_its_duration_with_the_error_that_ended_it_and_a_stream_its_first_chunk()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);
        upstream.Expect(Answers.EventStream, Cached);
        (await bridge.OutcomeAsync("anthropic")).Should().Be("ok");
        upstream.Expect(Answers.Json, "{}", 529);
        using (await bridge.AskAsync("anthropic"))
        {
        }

        var now = await Scrape.OfAsync(bridge);

        const string labels = "gen_ai_operation_name=chat gen_ai_provider_name=anthropic gen_ai_request_model=claude-test";
        now.Sum("gen_ai_client_operation_duration_seconds_count", $"{labels} error_type=").Should().Be(1);
        now.Sum("gen_ai_client_operation_duration_seconds_count", $"{labels} error_type=overloaded").Should().Be(1);
        now.Sum("gen_ai_client_operation_time_to_first_chunk_seconds_count", labels).Should().Be(1);
        now.Bounds("gen_ai_client_operation_duration_seconds").Should().Equal("0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12", "10.24", "20.48", "40.96", "81.92", "+Inf");
        now.Bounds(Tokens).Should().Equal("1", "4", "16", "64", "256", "1024", "4096", "16384", "65536", "262144", "1048576", "4194304", "16777216", "67108864", "+Inf");
    }

    [Fact]
    public async Task Models_beyond_the_bound_are_other_here_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream, labelValues: 2);
        upstream.Always(Answers.Text(Answers.Json, Traffic.ChatAnswer));
        for (var i = 0; i < 5; i++)
        {
            using var _ = await bridge.SendAsync(bridge.Post("/grok/v1/chat/completions", Traffic.ChatRequest.Replace("gpt-test", $"model-{i}")));
        }

        var now = await Scrape.OfAsync(bridge);

        now.SeriesOf("gen_ai_client_operation_duration_seconds_count").Should().Be(2);
        now.Sum("gen_ai_client_operation_duration_seconds_count", "gen_ai_request_model=other").Should().Be(4);
    }

    private static Task<Bridge> StartAsync(FakeUpstream upstream, int labelValues = 100) => Bridge.StartAsync(
        $$"""
        {
          "Telemetry": { "LabelValues": {{labelValues}} },
          "Providers": [
            { "Type": "anthropic", "BaseUrl": "{{upstream.Address}}", "Keys": ["sk-ant-key-of-a-test-01"], "MaxRetries": 0 },
            { "Type": "xai", "Name": "grok", "BaseUrl": "{{upstream.Address}}/v1", "Keys": ["xai-key-of-a-test-0001"] }
          ]
        }
        """);
}
