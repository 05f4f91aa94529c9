using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>
/// What a metric is called in Prometheus: the rule of OpenTelemetry's compatibility specification ("OTLP Metric points to Prometheus"), by which a
/// collector builds names from name, unit and type.
/// </summary>
internal static partial class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new() { ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["%"] = "percent" };

    /// <param name="name">Of the instrument.</param>
    /// <param name="unit">UCUM.</param>
    /// <param name="isCounter">A sum that only grows.</param>
    /// <param name="isGauge">Of which a unit 1 makes a ratio.</param>
    public static string Of(string name, string? unit, bool isCounter, bool isGauge)
    {
        var words = NotInNames().Replace(name, "_");
        if (Annotation().Replace(unit ?? "", "") is { Length: > 0 } plain)
        {
            var suffix = plain == "1" ? isGauge ? "ratio" : "" : Units.GetValueOrDefault(plain, plain);
            if (suffix.Length > 0 && !words.EndsWith("_" + suffix, StringComparison.Ordinal))
                words += "_" + suffix;
        }

        return isCounter && !words.EndsWith("_total", StringComparison.Ordinal) ? words + "_total" : words;
    }

    public static string Of(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return Of(
            instrument.Name,
            instrument.Unit,
            kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal),
            kind.StartsWith("ObservableGauge", StringComparison.Ordinal));
    }

    [GeneratedRegex("[^a-zA-Z0-9_:]")]
    private static partial Regex NotInNames();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Annotation();
}
