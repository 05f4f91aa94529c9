using System.Text.RegularExpressions;
using AiBridge.Tests.Telemetry.Shipped;

namespace AiBridge.Tests.Telemetry;

/// <summary>What a dashboard must have to work from a file, and to be understood.</summary>
internal static partial class DashboardRules
{
    /// <param name="dashboard">Which.</param>
    /// <param name="source">The uid of the provisioned data source.</param>
    public static IEnumerable<string> Findings(Dashboard dashboard, string source)
    {
        // Exports "for sharing" hold these, and loaded from a file they never resolve.
        foreach (var placeholder in (string[])["__inputs", "${DS_", "__requires"])
        {
            if (dashboard.Text.Contains(placeholder, StringComparison.Ordinal))
                yield return $"{placeholder} does not resolve";
        }

        if (dashboard.Text.Contains("vector(0)", StringComparison.Ordinal))
            yield return "vector(0) makes a dead bridge look healthy";
        foreach (var other in Source().Matches(dashboard.Text).Select(match => match.Groups["uid"].Value).Where(uid => uid != source).Distinct())
            yield return $"the data source {other} is not provisioned";
        if (dashboard.Ids.Distinct().Count() != dashboard.Ids.Count)
            yield return "two panels have one id";
        foreach (var finding in dashboard.Panels.SelectMany(panel => OfPanel(panel).Select(finding => $"{panel.Title}: {finding}")).Concat(OfVariables(dashboard)))
            yield return finding;
    }

    private static IEnumerable<string> OfPanel(Panel panel)
    {
        if (!panel.Json.TryGetProperty("description", out var description) || description.GetString() is not { Length: > 10 })
            yield return "no description";
        if (!panel.Json.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("unit", out _))
            yield return "no unit";
        if (!panel.Queries.Any())
            yield return "no query";
        if (panel.Type is "timeseries" or "state-timeline" && panel.Targets.Any(target => target.GetProperty("legendFormat").GetString() is not { Length: > 0 }))
            yield return "no legend";
        if (panel.Type == "stat" && panel.Json.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds").GetProperty("steps").GetArrayLength() == 0)
            yield return "no thresholds";
        foreach (var unknown in panel.Queries.SelectMany(PromQl.Metrics).Where(IsUnknown).Distinct())
            yield return $"{unknown} is not documented";
    }

    private static IEnumerable<string> OfVariables(Dashboard dashboard)
    {
        var queries = string.Concat(dashboard.Panels.SelectMany(panel => panel.Queries));
        var declared = dashboard.Variables.Select(variable => variable.GetProperty("name").GetString()!).ToList();
        foreach (var undeclared in Variable().Matches(queries).Select(match => match.Groups["name"].Value).Distinct().Except(declared))
            yield return $"${undeclared} is no variable";
        foreach (var variable in dashboard.Variables)
        {
            var name = variable.GetProperty("name").GetString()!;
            if (!queries.Contains('$' + name, StringComparison.Ordinal))
                yield return $"${name} is not used";
            if (variable.GetProperty("allValue").GetString() != ".*" || !variable.GetProperty("includeAll").GetBoolean())
                yield return $"${name} has no All";
            if (PromQl.Metrics(variable.GetProperty("definition").GetString()!).Any(IsUnknown))
                yield return $"${name} asks for an unknown metric";
        }
    }

    // The runtime's own have names that are not ours to document.
    private static bool IsUnknown(string metric) =>
        !metric.StartsWith("dotnet_", StringComparison.Ordinal) && metric != "up" && !MetricTable.Names.Contains(PromQl.Family(metric, MetricTable.Names));

    [GeneratedRegex(@"""datasource"":\s*\{\s*""type"":\s*""prometheus"",\s*""uid"":\s*""(?<uid>[^""]*)""")]
    private static partial Regex Source();

    [GeneratedRegex(@"\$(?<name>(?!__)\w+)")]
    private static partial Regex Variable();
}
