using System.Globalization;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>How much is measured: everything in under four minutes, or with <c>--quick</c> a rough picture in under one.</summary>
/// <param name="Rounds">Pairs of rounds (bare, bridge) for each load.</param>
/// <param name="Share">Part of each load's requests that is sent.</param>
/// <param name="Only">Loads whose name contains this; all when empty.</param>
/// <param name="Against">Binary of an earlier build of these benchmarks, whose bridge then stands where the bare forwarder stands; empty for the forwarder.</param>
internal sealed record Plan(int Rounds, double Share, string Only, string Against)
{
    public const int Connections = 8;
    public const int Streams = 500;

    public IReadOnlyList<CpuLoad> Loads =>
        [.. CpuLoad.All.Where(load => load.Name.Contains(Only, StringComparison.OrdinalIgnoreCase) && (Share == 1 || load.Target is not null))];

    public bool Everything => Only.Length == 0 && Against.Length == 0;

    /// <summary>What the bridge is compared with, as the report calls it.</summary>
    public string Beside => Against.Length == 0 ? "bare" : "earlier";

    /// <summary>Request bodies of the open streams, in bytes.</summary>
    public int[] HeldBodies => Share < 1 ? [600_000] : [1_000, 600_000];

    /// <summary><c>--quick</c>; <c>--only name</c>; <c>--rounds n</c>; <c>--against binary</c>.</summary>
    public static Plan Parse(ReadOnlySpan<string> args)
    {
        var plan = new Plan(5, 1, "", "");
        for (var i = 0; i < args.Length; i++)
        {
            plan = args[i] switch
            {
                "--quick" => plan with { Rounds = 3, Share = 0.2 },
                "--only" => plan with { Only = args[++i] },
                "--rounds" => plan with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--against" => plan with { Against = Path.GetFullPath(args[++i]) },
                _ => throw new ArgumentException($"unknown argument {args[i]}; known: --quick, --only name, --rounds n, --against binary"),
            };
        }

        return plan;
    }
}
