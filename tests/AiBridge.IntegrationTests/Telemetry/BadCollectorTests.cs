using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>A collector that does not do its work harms nobody else's.</summary>
public sealed class BadCollectorTests
{
    private const int Requests = 200;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("refuses")]
    [InlineData("never answers")]
    [InlineData("is not there")]
    public async Task Calls_records_and_metrics_go_on_with_a_collector_that(string manner)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.EventStream, Traffic.AnthropicStream));
        await using var collector = await FakeUpstream.StartAsync();
        var reached = new TaskCompletionSource();
        collector.Always(async context =>
        {
            reached.TrySetResult();
            context.Response.StatusCode = 503;
            if (manner == "never answers")
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var bridge = await Bridge.StartAsync(Config.For(upstream), environment: Exporting(manner == "is not there" ? "http://127.0.0.1:1" : collector.Address));
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => (await bridge.OutcomeAsync("anthropic")).Should().Be("ok"));
            if (manner != "is not there")
                await reached.Task.WaitAsync(Limit);

            (await bridge.InterceptionsAsync($"?limit={Requests}")).GetArrayLength().Should().Be(Requests);
            (await Scrape.OfAsync(bridge)).Sum("aibridge_interceptions_total", "status=completed").Should().Be(Requests);
        }
        finally
        {
            await bridge.DisposeAsync().AsTask().WaitAsync(Limit);
        }
    }

    /// <summary>A queue that is soon full, and often sent.</summary>
    private static Dictionary<string, string> Exporting(string address) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000",
        ["OTEL_BSP_MAX_QUEUE_SIZE"] = "64",
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "64",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "50",
    };
}
