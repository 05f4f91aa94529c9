using System.Globalization;

namespace AiBridge.Benchmarks.Soak;

/// <summary>How long, how hard and with which dice.</summary>
/// <param name="Seconds">Of load; the run takes up to two minutes more.</param>
/// <param name="Seed">The same seed gives the same requests, faults and manners of clients.</param>
/// <param name="Rate">Requests a second, sent whether or not earlier ones have ended.</param>
internal sealed record SoakPlan(int Seconds, int Seed, int Rate)
{
    public const string Switch = "--soak";

    public int Requests => Seconds * Rate;

    /// <summary><c>--seconds n</c>; <c>--seed n</c>; <c>--rate n</c>.</summary>
    public static SoakPlan Parse(ReadOnlySpan<string> args)
    {
        var plan = new SoakPlan(300, 1, 200);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            plan = args[i] switch
            {
                "--seconds" => plan with { Seconds = value },
                "--seed" => plan with { Seed = value },
                "--rate" => plan with { Rate = value },
                _ => throw new ArgumentException($"unknown argument {args[i]}; known: --seconds n, --seed n, --rate n"),
            };
        }

        return plan;
    }
}
