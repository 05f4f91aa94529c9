namespace AiBridge.Benchmarks.Soak;

/// <summary>What the faulty upstream has counted.</summary>
/// <param name="Open">Connections open now.</param>
/// <param name="Accepted">Connections ever.</param>
/// <param name="InFlight">Requests begun and not ended.</param>
/// <param name="Attempts">Requests ever.</param>
/// <param name="ForeignBodies">Requests whose body was not, byte for byte, the one that was sent.</param>
/// <param name="Scripts">Attempts by what was done with them.</param>
/// <param name="Seen">Numbers of the requests that came at least once.</param>
internal sealed record SoakUpstreamFigures(int Open, int Accepted, int InFlight, int Attempts, int ForeignBodies, SortedDictionary<string, int> Scripts, int[] Seen)
{
    public const string Path = "/soak";
}
