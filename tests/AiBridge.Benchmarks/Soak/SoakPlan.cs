using System.Globalization;

namespace AiBridge.Benchmarks.Soak;

/// <summary>How long, how hard and with which dice.</summary>
/// <param name="Seconds">Of load; the run takes up to two minutes more.</param>
/// <param name="Seed">The same seed gives the same requests, faults and manners of clients.</param>
/// <param name="Rate">Requests a second, sent whether or not earlier ones have ended.</param>
/// <param name="Idle">Seconds that idle connections have to close after the load; 0 does not look.</param>
/// <param name="Collector">Where spans and metrics go to: <c>none</c> (nowhere), <c>prompt</c>, <c>slow</c>, or <c>dead</c> (nobody listens).</param>
internal sealed record SoakPlan(int Seconds, int Seed, int Rate, int Idle, string Collector)
{
    public const string Switch = "--soak";

    // The bridge keeps an idle upstream connection for a minute, and looks every quarter of one.
    private const int LongestIdle = 120;

    public int Requests => Seconds * Rate;

    /// <summary><c>--seconds n</c>; <c>--seed n</c>; <c>--rate n</c>; <c>--idle n</c>; <c>--collector manner</c>.</summary>
    public static SoakPlan Parse(ReadOnlySpan<string> args)
    {
        var plan = new SoakPlan(300, 1, 200, LongestIdle, "none");
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            plan = args[i] switch
            {
                "--seconds" => plan with { Seconds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => plan with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
                "--rate" => plan with { Rate = int.Parse(value, CultureInfo.InvariantCulture) },
                "--idle" => plan with { Idle = int.Parse(value, CultureInfo.InvariantCulture) },
                "--collector" => plan with { Collector = value },
                _ => throw new ArgumentException($"unknown argument {args[i]}; known: --seconds n, --seed n, --rate n, --idle n, --collector none|prompt|slow|dead"),
            };
        }

        return plan;
    }
}
