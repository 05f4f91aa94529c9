using System.Text.RegularExpressions;
using AiBridge.Tests.Telemetry.Shipped;

namespace AiBridge.Tests.Telemetry;

/// <summary>Alerts as they are shipped; what they ask of a real Prometheus is tried beside a bridge.</summary>
public sealed partial class AlertTests
{
    public static TheoryData<string> Names => [.. AlertRule.All.Select(alert => alert.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_alert_says_how_bad_it_is_what_it_is_and_where_it_stands_what_to_do(string name)
    {
        var alert = AlertRule.All.Single(alert => alert.Name == name);

        alert.Severity.Should().BeOneOf("critical", "warning");
        alert.Annotations.Keys.Should().BeEquivalentTo(["summary", "description", "runbook"]);
        alert.Annotations["runbook"].Should().Be($"{MetricTable.Document}#{name.ToLowerInvariant()}");
        Runbooks().Should().ContainKey(name).WhoseValue.Should().Be(alert.Severity, "the document says the same");
    }

    [Fact]
    public void What_to_do_is_told_of_no_alert_that_does_not_exist() => Runbooks().Keys.Should().BeEquivalentTo(AlertRule.All.Select(alert => alert.Name)).And.NotBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void An_alert_is_tried_both_firing_and_quiet(string name)
    {
        var tries = Yaml.Read("config/prometheus/aibridge.rules.test.yml").Items("tests")
            .SelectMany(test => test.Items("alert_rule_test"))
            .Where(test => test.Text("alertname") == name)
            .Select(test => test.Items("exp_alerts").Any());

        tries.Should().Contain([true, false]);
    }

    [Fact]
    public void Alerts_ask_for_documented_metrics_alone()
    {
        var asked = AlertRule.All.SelectMany(alert => PromQl.Metrics(alert.Expression)).Where(metric => metric != "up").Select(metric => PromQl.Family(metric, MetricTable.Names)).Distinct();

        asked.Should().NotBeEmpty().And.BeSubsetOf(MetricTable.Names);
        AlertRule.All.Should().NotContain(alert => alert.Expression.Contains("vector(0)"), "a dead bridge would look healthy");
    }

    /// <summary>The headings of what to do, each with the severity that stands under it.</summary>
    private static Dictionary<string, string> Runbooks() =>
        Runbook().Matches(RepositoryRoot.Read(MetricTable.Document)).ToDictionary(match => match.Groups["alert"].Value, match => match.Groups["severity"].Value);

    [GeneratedRegex(@"^### (?<alert>AiBridge\w+)\n\n\*(?<severity>\w+)\.\*", RegexOptions.Multiline)]
    private static partial Regex Runbook();
}
