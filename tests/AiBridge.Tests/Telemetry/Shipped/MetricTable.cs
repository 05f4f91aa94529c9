using System.Globalization;
using System.Text.RegularExpressions;

namespace AiBridge.Tests.Telemetry.Shipped;

/// <summary>The metrics that docs/operations.md tells of, with how many series each can have at most.</summary>
internal static partial class MetricTable
{
    public const string Document = "docs/operations.md";

    public static IReadOnlyDictionary<string, int> Bounds { get; } = Row().Matches(RepositoryRoot.Read(Document))
        .ToDictionary(row => row.Groups["name"].Value, row => int.Parse(row.Groups["bound"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    public static IReadOnlySet<string> Names { get; } = Bounds.Keys.ToHashSet();

    [GeneratedRegex(@"^\| `(?<name>(aibridge|gen_ai)_\w+)` \|.*\| (?<bound>[\d,]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
