using System.Globalization;

namespace AiBridge.Benchmarks.Flood;

/// <summary>How long and how hard.</summary>
/// <param name="Seconds">Of flood; a fifth as long it is quiet before.</param>
/// <param name="Connections">That send large bodies.</param>
/// <param name="BudgetMegabytes">What the bridge may keep in memory for all of them.</param>
internal sealed record FloodPlan(int Seconds, int Connections, int BudgetMegabytes)
{
    public const string Switch = "--flood";

    /// <summary>The largest body there may be.</summary>
    public const int BodyBytes = 32 * 1024 * 1024;

    /// <summary><c>--seconds n</c>; <c>--connections n</c>; <c>--budget n</c>.</summary>
    public static FloodPlan Parse(ReadOnlySpan<string> args)
    {
        var plan = new FloodPlan(60, 200, 512);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            plan = args[i] switch
            {
                "--seconds" => plan with { Seconds = value },
                "--connections" => plan with { Connections = value },
                "--budget" => plan with { BudgetMegabytes = value },
                _ => throw new ArgumentException($"unknown argument {args[i]}; known: --seconds n, --connections n, --budget n"),
            };
        }

        return plan;
    }
}
