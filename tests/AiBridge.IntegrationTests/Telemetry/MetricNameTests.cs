using System.Diagnostics.Metrics;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Telemetry;
using AiBridge.Tests;
using AiBridge.Tests.Telemetry.Shipped;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>A metric has one name, in the code, in the documentation, scraped and through a collector; the documentation knows its bound.</summary>
public sealed class MetricNameTests
{
    [Fact]
    public async Task The_document_has_every_metric_of_the_code_with_its_bound_and_no_other()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));

        var bounds = InstrumentsOf(bridge).ToDictionary(instrument => PrometheusName.Of(instrument.Instrument), instrument => instrument.Shape.Series);

        bounds.Should().BeEquivalentTo(MetricTable.Bounds);
    }

    [Fact]
    public async Task A_collector_builds_the_names_that_are_scraped()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var traffic = await ScriptedTraffic.StartAsync(collector.Environment);
        await traffic.SucceedAsync();
        await traffic.FailAsync();
        var scraped = Families((await Scrape.OfAsync(traffic.Bridge)).Text);

        await Eventually.Is(() => collector.Instruments.Select(Name).ToHashSet().IsSupersetOf(scraped));
        var told = collector.Instruments.Select(Name).ToHashSet();

        scraped.Should().Contain(MetricTable.Names, "all that can happen has happened");
        // The listeners of all bridges in this process hear the runtime.
        told.Except(scraped).Should().BeEmpty();

        static string Name((string Name, string Unit, bool IsCounter, bool IsGauge) metric) => PrometheusName.Of(metric.Name, metric.Unit, metric.IsCounter, metric.IsGauge);
    }

    [Theory]
    [InlineData("a.b", "s", false, false, "a_b_seconds")]
    [InlineData("a.b", "By", false, true, "a_b_bytes")]
    [InlineData("a.b", "{request}", true, false, "a_b_total")]
    [InlineData("a.time", "s", true, false, "a_time_seconds_total")]
    [InlineData("a.b", "1", false, true, "a_b_ratio")]
    [InlineData("a.b", "1", true, false, "a_b_total")]
    [InlineData("a.seconds", "s", false, false, "a_seconds")]
    [InlineData("a", null, false, true, "a")]
    public void The_rule_is_the_specifications(string name, string? unit, bool isCounter, bool isGauge, string translated) =>
        PrometheusName.Of(name, unit, isCounter, isGauge).Should().Be(translated);

    private static HashSet<string> Families(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Where(name => name != "target_info")];

    private static List<(Instrument Instrument, InstrumentShape Shape)> InstrumentsOf(Bridge bridge)
    {
        var meter = bridge.Services.GetRequiredService<BridgeMeter>();
        var found = new List<(Instrument, InstrumentShape)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Other bridges of this process have theirs.
            if (meter.ShapeOf(instrument) is { Series: > 0 } shape)
                found.Add((instrument, shape));
        };
        listener.Start();
        return found;
    }
}
