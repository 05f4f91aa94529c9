using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>One kind of request.</summary>
/// <param name="Name">As it stands in the report.</param>
/// <param name="BodyBytes">Length of the request body, about.</param>
/// <param name="Manner">How the upstream answers.</param>
/// <param name="Requests">Sent in each round.</param>
/// <param name="Target">Processor time as a multiple of the bare forwarder's that should not be passed; null is only told.</param>
/// <param name="Connections">Over which they are sent, on each one after the other.</param>
internal sealed record CpuLoad(string Name, int BodyBytes, Manner Manner, int Requests, double? Target, int Connections = Plan.Connections)
{
    public static IReadOnlyList<CpuLoad> All { get; } =
    [
        new("1 KB", 1_000, Manner.Blocking, 4000, 3),
        new("1 KB, one connection", 1_000, Manner.Blocking, 2000, 1.8, Connections: 1),
        new("100 KB", 100_000, Manner.Blocking, 1500, 2),
        new("600 KB", 600_000, Manner.Blocking, 400, 1.5),
        new("3.5 MB", 3_500_000, Manner.Blocking, 80, 1.5),
        new($"SSE, {Answers.Deltas} events at once", 1_000, Manner.Stream, 2000, 2),
        new($"SSE, {Answers.Deltas} events, 1 ms apart", 1_000, Manner.PacedStream, 48, null),
    ];
}
