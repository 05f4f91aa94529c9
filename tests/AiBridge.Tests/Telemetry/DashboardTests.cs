using AiBridge.Tests.Telemetry.Shipped;

namespace AiBridge.Tests.Telemetry;

/// <summary>Dashboards as they are shipped; what their queries find is tried beside a bridge.</summary>
public sealed class DashboardTests
{
    private static readonly string Source = Yaml.Read("config/grafana/provisioning/datasources/aibridge.yaml").Items("datasources").Single().Text("uid");

    public static TheoryData<string> Files => [.. Dashboard.All.Select(dashboard => dashboard.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_dashboard_works_from_a_file_and_says_what_it_shows(string file) =>
        DashboardRules.Findings(Dashboard.All.Single(dashboard => dashboard.File == file), Source).Should().BeEmpty();

    [Theory]
    [InlineData("\"uid\": \"aibridge-prometheus\"", "\"uid\": \"${DS_PROMETHEUS}\"", "${DS_ does not resolve")]
    [InlineData("\"uid\": \"aibridge-prometheus\"", "\"uid\": \"another\"", "the data source another is not provisioned")]
    [InlineData("aibridge_passthrough_total", "aibridge_passed_total", "Passthrough by provider: aibridge_passed_total is not documented")]
    [InlineData("sum(aibridge_interceptions_inflight{provider_name=~\\\"$provider\\\"})", "sum(up) or vector(0)", "vector(0) makes a dead bridge look healthy")]
    [InlineData("project=~\\\"$project\\\"", "client=~\\\"$client\\\"", "$client is no variable")]
    [InlineData("\"description\": \"Recorded requests that are running.\"", "\"description\": \"\"", "In flight: no description")]
    [InlineData("\"allValue\": \".*\"", "\"allValue\": null", "$provider has no All")]
    [InlineData("\"legendFormat\": \"{{status}}\"", "\"legendFormat\": \"\"", "Interceptions by how they ended: no legend")]
    [InlineData("\"unit\": \"s\"", "\"decimals\": 1", "First token, 95 %: no unit")]
    public void What_is_wrong_is_found(string right, string wrong, string finding)
    {
        var dashboard = Dashboard.All.Single(dashboard => dashboard.File == "overview.json");
        dashboard.Text.Should().Contain(right);

        DashboardRules.Findings(new Dashboard(dashboard.File, dashboard.Text.Replace(right, wrong)), Source).Should().Contain(finding);
    }

    /// <summary>Links and bookmarks go by them.</summary>
    [Fact]
    public void Their_ids_stay() =>
        Dashboard.All.Select(dashboard => dashboard.Uid).Should().Equal("aibridge-latency", "aibridge-overview", "aibridge-providers", "aibridge-recording", "aibridge-tokens");

    [Fact]
    public void Every_documented_metric_is_on_one_of_them()
    {
        var shown = Dashboard.All.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel.Queries).SelectMany(PromQl.Metrics).Select(metric => PromQl.Family(metric, MetricTable.Names));

        MetricTable.Names.Should().NotBeEmpty().And.BeSubsetOf(shown);
    }
}
