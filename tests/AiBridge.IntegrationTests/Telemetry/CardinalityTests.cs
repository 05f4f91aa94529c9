using System.Text;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests.Telemetry.Shipped;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>What a hostile caller can do to those who store metrics: series live as long as the process, and longer in Prometheus.</summary>
public sealed class CardinalityTests
{
    private const int Many = 10_000;

    /// <summary>Models, tools and clients that are told apart by default, and what stands for the rest and for none.</summary>
    private const int MostValues = 102;

    [Fact]
    public async Task Ten_thousand_models_tools_clients_paths_methods_and_headers_stay_within_the_written_bounds()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Always(AnswerAsync);
        var before = await Scrape.OfAsync(bridge);

        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            using var asked = await bridge.SendAsync(Bridged(bridge, number));
            asked.IsSuccessStatusCode.Should().BeTrue();
            using var stray = await bridge.SendAsync(Stray(bridge, number));
        });
        await bridge.FlushAsync();

        var now = await Scrape.OfAsync(bridge);
        now.Sum("aibridge_interceptions_total").Should().Be(Many);
        now.Text.Should().NotContain("otel_metric_overflow");
        foreach (var (metric, bound) in MetricTable.Bounds)
            Math.Max(now.SeriesOf(metric), now.SeriesOf(metric + "_count")).Should().BeLessThanOrEqualTo(bound, metric);
        foreach (var label in (string[])["model", "tool", "client", "method", "gen_ai_request_model"])
            now.ValuesOf(label).Should().HaveCountLessThanOrEqualTo(MostValues, label).And.NotBeEmpty();
        now.Sum("aibridge_interceptions_total", "model=other").Should().Be(Many - 50);
        now.Sum("aibridge_tool_calls_total", "tool=other").Should().Be((2 * Many) - 50);
        now.Text.Should().NotContain("stray");
        // Of each of 102 models: 3 histograms of ours with 17 to 19 series, 3 of the conventions' with some 17, counters, a circuit.
        (now.Series - before.Series).Should().BeLessThan(20_000);
    }

    [Fact]
    public async Task Made_up_models_that_are_refused_and_those_of_another_project_take_nobodys_name_away()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Telemetry = new { LabelValues = 4 } }));
        var other = await bridge.TokenAsync(await bridge.ProjectAsync("other"), "bridge:Invoke");
        upstream.Always(async context =>
        {
            var body = Encoding.UTF8.GetString((await context.ReadAsync()).Body);
            context.Response.StatusCode = body.Contains("made-up", StringComparison.Ordinal) ? 404 : 200;
            context.Response.ContentType = Answers.Json;
            await context.Response.WriteAsync(context.Response.StatusCode == 200 ? Traffic.AnthropicAnswer : "{}");
        });
        foreach (var model in (string[])["made-up-1", "made-up-2", "made-up-3", "made-up-4", "made-up-5", "claude-1", "claude-2", "claude-3"])
            await AskAsync(bridge, model, bridge.ProjectToken);

        await AskAsync(bridge, "claude-4", other);
        await AskAsync(bridge, "claude-1", other);
        await bridge.FlushAsync();

        var now = await Scrape.OfAsync(bridge);
        now.ValuesOf("model").Should().BeEquivalentTo("claude-1", "claude-2", "claude-4", "other");
        now.ValuesOf("gen_ai_request_model").Should().BeEquivalentTo("claude-1", "claude-2", "claude-4", "other");
        now.Sum("aibridge_interceptions_total", "model=other").Should().Be(6);
        now.Sum("aibridge_interceptions_inflight", "provider_name=anthropic").Should().Be(0);
    }

    private static async Task AskAsync(Bridge bridge, string model, string token)
    {
        using var _ = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("claude-test", model).Replace("true", "false"), token));
    }

    private static HttpRequestMessage Bridged(Bridge bridge, int number)
    {
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest.Replace("claude-test", Odd("model", number)).Replace("true", "false"));
        request.Headers.TryAddWithoutValidation("User-Agent", $"agent-{number}/1.{number} (made up {number})");
        request.Headers.TryAddWithoutValidation($"x-made-up-{number}", $"value-{number}");
        return request;
    }

    /// <summary>What leads nowhere, each time elsewhere.</summary>
    private static HttpRequestMessage Stray(Bridge bridge, int number)
    {
        var path = (number % 4) switch
        {
            0 => $"/stray-{number}/v1/messages",
            1 => $"/anthropic/v1/stray-{number}",
            2 => $"/anthropic/v1/models/stray-{number}",
            _ => $"/api/v1/stray-{number}",
        };
        var request = bridge.Get(path);
        if (number % 3 == 0)
            request.Method = new HttpMethod($"STRAY{number}");
        return request;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _answered);
        var tools = string.Join(',', Enumerable.Range(0, 2).Select(i => $$"""{"type":"tool_use","id":"t{{number}}-{{i}}","name":"{{Odd("tool", (2 * number) + i)}}","input":{} }"""));
        context.Response.ContentType = Answers.Json;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($$"""{"id":"m{{number}}","model":"{{Odd("answered", number)}}","content":[{{tools}}],"stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":2} }"""));
    }

    private static int _answered;

    /// <summary>A name that nobody else has, some of them long or with characters that exporters have to escape.</summary>
    private static string Odd(string kind, int number) => (number % 7) switch
    {
        0 => $"{kind}-{number}-{new string('x', 300)}",
        1 => $"{kind} \\\"{number}\\\" \\n é",
        _ => $"{kind}-{number}",
    };
}
