using AiBridge.Tests;
using AiBridge.Tests.Telemetry.Shipped;

namespace AiBridge.IntegrationTests.Telemetry.Prometheus;

/// <summary>What is shipped for operators, beside a real Prometheus and a bridge to which everything has happened.</summary>
public sealed class PrometheusTests
{
    [PrometheusFact]
    public async Task Every_panel_has_data_and_every_alert_is_evaluated()
    {
        await using var traffic = await ScriptedTraffic.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(traffic.Bridge);
        await traffic.SucceedAsync();
        await prometheus.CatchUpAsync(traffic.Bridge);
        await traffic.FailAsync();
        await prometheus.CatchUpAsync(traffic.Bridge);
        await traffic.FailAsync();
        await prometheus.CatchUpAsync(traffic.Bridge);

        foreach (var dashboard in Dashboard.All)
        {
            foreach (var panel in dashboard.Panels)
            {
                foreach (var query in panel.Queries)
                    PrometheusServer.Values(await prometheus.QueryAsync(PromQl.Filled(query))).Should().Contain(value => !double.IsNaN(value), $"{dashboard.Title}, {panel.Title}: {query}");
            }

            foreach (var variable in dashboard.Variables)
                (await prometheus.QueryAsync(PromQl.Metrics(variable.GetProperty("definition").GetString()!).Single())).Should().NotBeEmpty();
        }

        await AskEveryAlertAsync(prometheus);
    }

    [PrometheusFact]
    public async Task Rules_and_configuration_are_clean_and_do_what_their_tests_say()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "config", "prometheus");

        (await PromTool.CheckAsync(["check", "config", "--lint=all", "--lint-fatal", Path.Combine(folder, "prometheus.yml")])).Should().Contain("SUCCESS").And.NotContain("FAILED");
        (await PromTool.CheckAsync(["check", "rules", "--lint=all", "--lint-fatal", Path.Combine(folder, "aibridge.rules.yml")])).Should().Contain($"{AlertRule.All.Count} rules found");
        (await PromTool.CheckAsync(["test", "rules", Path.Combine(folder, "aibridge.rules.test.yml")])).Should().Contain("SUCCESS");
    }

    [PrometheusFact]
    public async Task What_is_scraped_is_as_Prometheus_wants_it()
    {
        await using var traffic = await ScriptedTraffic.StartAsync();
        await traffic.SucceedAsync();
        await traffic.FailAsync();

        // The names of the runtime's own are the runtime's.
        var ours = string.Concat((await Scrape.OfAsync(traffic.Bridge)).Text.Split('\n').Where(line => !line.Contains("dotnet_", StringComparison.Ordinal)).Select(line => line + '\n'));
        (await PromTool.CheckAsync(["check", "metrics", "--extended"], ours)).Should().Contain("aibridge_interceptions_total");
    }

    /// <summary>Each can be evaluated and has something to look at; those that what happened concerns are on their way.</summary>
    private static async Task AskEveryAlertAsync(PrometheusServer prometheus)
    {
        foreach (var alert in AlertRule.All)
        {
            await prometheus.QueryAsync(alert.Expression);
            // An overflow is what must never be.
            foreach (var selector in PromQl.Selectors(alert.Expression).Where(selector => !selector.Contains("otel_metric_overflow", StringComparison.Ordinal)))
                (await prometheus.QueryAsync(selector)).Should().NotBeEmpty($"{alert.Name}: {selector} is there before anything happens");
        }

        (await prometheus.QueryAsync("{otel_metric_overflow=\"true\"}")).Should().BeEmpty();
        var rules = await prometheus.EvaluatedAsync();
        rules.Select(rule => (rule.GetProperty("name").GetString(), rule.GetProperty("health").GetString())).Should().BeEquivalentTo(AlertRule.All.Select(alert => (alert.Name, "ok")));
        rules.Where(rule => rule.GetProperty("state").GetString() != "inactive").Select(rule => rule.GetProperty("name").GetString())
            .Should().BeEquivalentTo(["AiBridgeCircuitOpen", "AiBridgeKeysExhausted", "AiBridgeReloadFailing"]);
    }
}
