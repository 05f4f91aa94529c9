using System.Globalization;
using System.Text;

namespace AiBridge.Benchmarks.Soak;

/// <summary>A run as Markdown tables.</summary>
internal sealed class SoakReport(SoakResult result, IReadOnlyList<SoakCheck> checks)
{
    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        var (plan, load) = (result.Plan, result.Load);
        Line($"seed {plan.Seed}: {result.Outcomes.Count} requests in {load.Elapsed.TotalSeconds:F0} s, {result.Outcomes.Count / load.Elapsed.TotalSeconds:F0} a second, at most {load.MostOpen} at once; {result.Upstream.Attempts} upstream attempts over {result.Idle.Accepted} connections");
        Count("the client saw", result.Outcomes.Select(outcome => outcome.Kind));
        Table("the upstream did", result.Upstream.Scripts);
        Count("the records say", result.Rows.Select(row => row.ErrorType is null ? row.Status : $"{row.Status}, {row.ErrorType}"));
        var (warnings, worse) = result.Log.Copy();
        Table("the bridge warned", warnings);
        foreach (var line in worse)
            Line($"LOG {line}");
        Head("second of the load", "managed heap MB", "resident MB", "open requests");
        foreach (var sample in result.Memory.Samples)
            Line($"| {sample.Seconds:F0} | {sample.HeapMegabytes:F1} | {sample.ResidentMegabytes:F0} | {sample.OpenRequests} |");
        Head("check", "", "seen");
        foreach (var check in checks)
            Line($"| {check.Name} | {(check.Holds ? "holds" : "FAILED")} | {check.Seen} |");
        return _text.ToString();
    }

    private void Count(string title, IEnumerable<string> words) =>
        Table(title, words.CountBy(word => word).OrderBy(entry => entry.Key, StringComparer.Ordinal));

    private void Table(string title, IEnumerable<KeyValuePair<string, int>> counts)
    {
        Head(title, "times");
        foreach (var (words, count) in counts)
            Line($"| {words} | {count} |");
    }

    private void Head(params string[] columns)
    {
        Line($"\n| {string.Join(" | ", columns)} |");
        Line($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    private void Line(FormattableString line) => _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
