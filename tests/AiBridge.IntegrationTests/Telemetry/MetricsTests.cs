using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>What Prometheus reads after traffic of every kind.</summary>
public sealed class MetricsTests
{
    private const string Provider = "provider_name=anthropic provider_type=anthropic";

    [Fact]
    public async Task After_an_answer_every_metric_of_an_interception_has_its_value()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        using (var response = await bridge.AskAsync("anthropic"))
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        await bridge.FlushAsync();

        var now = await Scrape.OfAsync(bridge);

        const string labels = $"{Provider} model=claude-test client=Unknown project=prj_default";
        now.Sum("aibridge_interceptions_total", $"{labels} status=completed error_type=").Should().Be(1);
        now.Sum("aibridge_interceptions_inflight", $"{Provider} protocol=anthropic_messages").Should().Be(0);
        now.Sum("aibridge_interceptions_duration_seconds_count", $"{Provider} model=claude-test").Should().Be(1);
        now.Sum("aibridge_time_to_first_token_seconds_count", $"{Provider} model=claude-test").Should().Be(1);
        now.Sum("aibridge_output_tokens_per_second_count", $"{Provider} model=claude-test").Should().BeLessThanOrEqualTo(1);
        now.Sum("aibridge_overhead_seconds_count", $"{Provider} phase=request").Should().Be(1);
        now.Sum("aibridge_overhead_seconds_count", $"{Provider} phase=response").Should().Be(1);
        now.Sum("aibridge_tokens_total", $"{labels} token_type=input").Should().Be(3);
        now.Sum("aibridge_tokens_total", $"{labels} token_type=output").Should().Be(9);
        now.Sum("aibridge_tokens_total", $"{labels} token_type=cache_read").Should().Be(7);
        now.Sum("aibridge_tokens_total", $"{labels} token_type=cache_write").Should().BeNull("there were none");
        now.Sum("aibridge_prompts_total", $"{Provider} client=Unknown").Should().Be(1);
        now.Sum("aibridge_upstream_attempts_sum", Provider).Should().Be(1);
        now.Sum("aibridge_circuit_breaker_state", $"{Provider} protocol=anthropic_messages model=claude-test").Should().Be(0);
        now.Sum("aibridge_recording_write_seconds_count").Should().BeGreaterThan(0);
        now.Sum("aibridge_recording_journal_bytes").Should().BeGreaterThan(0);
        now.Sum("aibridge_recording_journal_lag_seconds").Should().Be(0);
    }

    [Fact]
    public async Task What_may_happen_is_there_at_0_from_the_start_and_from_the_moment_a_provider_is_made()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Network = new { AllowPrivateNetwork = true } }));
        await bridge.Admin.CreateAsync("/api/v1/providers", new { name = "made", type = "custom", baseUrl = upstream.Address + "/v1", auth = "none" });

        var now = await Scrape.OfAsync(bridge);

        foreach (var provider in new[] { Provider, "provider_name=made provider_type=custom" })
        {
            now.Sum("aibridge_key_pool_exhaustions_total", $"{provider} outcome=keys_exhausted").Should().Be(0);
            now.Sum("aibridge_key_pool_transitions_total", $"{provider} reason=refused").Should().Be(0);
            now.Sum("aibridge_requests_refused_total", $"{provider} code=recording_unavailable").Should().Be(0);
            now.Sum("aibridge_provider_info", $"{provider} status=enabled").Should().Be(1);
        }

        now.Sum("aibridge_key_pool_keys", $"{Provider} state=valid").Should().Be(1);
        now.Sum("aibridge_provider_info", "provider_name=copilot-business status=disabled").Should().Be(1);
        now.Sum("aibridge_recording_lost_total", "reason=unrecorded").Should().Be(0);
        now.Sum("aibridge_recording_observer_failures_total", "reason=reader_failed").Should().Be(0);
        now.Sum("aibridge_config_reload_total", "result=failure").Should().Be(0);
        now.Sum("aibridge_config_last_reload_success_timestamp_seconds").Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Refusals_failovers_circuits_cancels_and_passthrough_are_counted()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync($$"""
            {
              "Providers": [
                { "Type": "anthropic", "BaseUrl": "{{upstream.Address}}", "Keys": ["sk-ant-first-key-000001", "sk-ant-second-key-00002"], "KeySelection": "primary",
                  "MaxRetries": 0, "CircuitBreaker": { "FailureThreshold": 2 } },
                { "Type": "openai", "Name": "off", "Enabled": false }
              ]
            }
            """);
        upstream.Expect(LimitedAsync);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        (await bridge.OutcomeAsync("anthropic")).Should().Be("ok");
        upstream.Expect(Answers.Text(Answers.Json, """{"data":[]}"""));
        using (await bridge.SendAsync(bridge.Get("/anthropic/v1/models")))
        {
        }

        await LeaveAsync(bridge, upstream);
        for (var i = 0; i < 2; i++)
        {
            upstream.Expect(Answers.Text(Answers.Json, "{}", 503));
            using var failed = await bridge.AskAsync("anthropic");
        }

        (await bridge.OutcomeAsync("anthropic")).Should().Be("circuit_open");
        using (await bridge.SendAsync(bridge.Post("/off/v1/chat/completions", Traffic.ChatRequest)))
        {
        }

        await bridge.ReconfigureAsync("{");
        var now = await Scrape.OfAsync(bridge);

        now.Sum("aibridge_interceptions_total", $"{Provider} status=completed").Should().Be(1);
        now.Sum("aibridge_interceptions_total", $"{Provider} status=cancelled").Should().Be(1);
        now.Sum("aibridge_interceptions_total", $"{Provider} status=failed error_type=overloaded").Should().Be(2);
        now.Sum("aibridge_interceptions_total", $"{Provider} status=failed error_type=circuit_open").Should().Be(1);
        now.Sum("aibridge_interceptions_inflight", Provider).Should().Be(0);
        now.Sum("aibridge_key_pool_transitions_total", $"{Provider} reason=limited").Should().Be(1);
        now.Sum("aibridge_key_pool_keys", $"{Provider} state=cooling_down").Should().Be(1);
        now.Sum("aibridge_passthrough_total", $"{Provider} route=/v1/models method=GET").Should().Be(1);
        now.Sum("aibridge_circuit_breaker_trips_total", $"{Provider} model=claude-test").Should().Be(1);
        now.Sum("aibridge_circuit_breaker_rejects_total", $"{Provider} model=claude-test").Should().Be(1);
        now.Sum("aibridge_circuit_breaker_state", $"{Provider} model=claude-test").Should().Be(1);
        now.Sum("aibridge_requests_refused_total", $"{Provider} code=circuit_open").Should().Be(1);
        now.Sum("aibridge_requests_refused_total", "provider_name=off code=provider_disabled").Should().Be(1);
        now.Sum("aibridge_config_reload_total", "result=failure").Should().Be(1);
        upstream.Verify();
    }

    private static async Task LimitedAsync(HttpContext context)
    {
        await context.ReadAsync();
        context.Response.Headers.RetryAfter = "60";
        context.Response.StatusCode = 429;
        context.Response.ContentType = Answers.Json;
        await context.Response.Body.WriteAsync(Traffic.Utf8("""{"type":"error","error":{"type":"rate_limit_error","message":"m"}}"""));
    }

    /// <summary>Asks, is counted as running, and leaves.</summary>
    private static async Task LeaveAsync(Bridge bridge, FakeUpstream upstream)
    {
        var held = upstream.ExpectHeld();
        using var leaving = new CancellationTokenSource();
        var asked = bridge.Client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), leaving.Token);
        await held.Begun;
        (await Scrape.OfAsync(bridge)).Sum("aibridge_interceptions_inflight", Provider).Should().Be(1);
        await leaving.CancelAsync();
        await held.Closed;
        await asked.ContinueWith(_ => { }, TaskScheduler.Default);
        await Eventually.Is(async () => (await Scrape.OfAsync(bridge)).Sum("aibridge_interceptions_inflight", Provider) == 0);
    }
}
