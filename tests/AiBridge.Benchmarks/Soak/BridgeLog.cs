using System.Text.RegularExpressions;

namespace AiBridge.Benchmarks.Soak;

/// <summary>What the bridge process says while it runs: warnings are counted by their words, anything worse is kept.</summary>
internal sealed partial class BridgeLog
{
    private const int MostKept = 20;

    private readonly Lock _change = new();
    private readonly SortedDictionary<string, int> _warnings = new(StringComparer.Ordinal);
    private readonly List<string> _worse = [];

    /// <summary>Error and critical lines, unhandled and unobserved exceptions, and whatever else is no log line.</summary>
    public int Worse { get; private set; }

    public void Hear(string line)
    {
        lock (_change)
        {
            if (WarningLine().Match(line) is { Success: true } warning)
            {
                var words = Particulars().Replace(warning.Groups[1].Value, "…");
                _warnings[words] = _warnings.GetValueOrDefault(words) + 1;
            }
            else if (line.Length > 0)
            {
                Worse++;
                if (_worse.Count < MostKept)
                    _worse.Add(line);
            }
        }
    }

    public (KeyValuePair<string, int>[] Warnings, string[] Worse) Copy()
    {
        lock (_change)
            return ([.. _warnings], [.. _worse]);
    }

    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{3} WRN (.*)$")]
    private static partial Regex WarningLine();

    [GeneratedRegex("""[0-9a-f]{8}-[0-9a-f-]{27}|"[^"]*"|\d+""")]
    private static partial Regex Particulars();
}
