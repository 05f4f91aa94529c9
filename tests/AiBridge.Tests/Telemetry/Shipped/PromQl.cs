using System.Text.RegularExpressions;

namespace AiBridge.Tests.Telemetry.Shipped;

/// <summary>What a query of Prometheus names.</summary>
internal static partial class PromQl
{
    /// <summary>Metrics of the bridge and of its runtime, as they stand in the query.</summary>
    public static IEnumerable<string> Metrics(string query) => Selector().Matches(Grouping().Replace(query, "")).Select(match => match.Groups["name"].Value).Distinct();

    /// <summary>Metrics with what they are narrowed to; also selectors without a name.</summary>
    public static IEnumerable<string> Selectors(string query) =>
        Selector().Matches(Grouping().Replace(query, "")).Concat(Nameless().Matches(query)).Select(match => match.Value).Distinct();

    /// <summary>As Grafana asks when everything is chosen.</summary>
    public static string Filled(string query) => query
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
        .Replace("$__range", "5m", StringComparison.Ordinal)
        .Replace("$provider", ".*", StringComparison.Ordinal)
        .Replace("$project", ".*", StringComparison.Ordinal);

    /// <summary>A histogram has its series under names with one of these behind.</summary>
    public static string Family(string metric, IReadOnlySet<string> families) =>
        families.Contains(metric) ? metric : SeriesOfHistogram().Replace(metric, "");

    [GeneratedRegex(@"\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w""$])(?<name>(aibridge|gen_ai|dotnet)_[a-z0-9_]+|up)\b(\{[^}]*\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<=[(\s])\{[^}]*\}")]
    private static partial Regex Nameless();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex SeriesOfHistogram();
}
