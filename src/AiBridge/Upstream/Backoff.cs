namespace AiBridge.Upstream;

/// <summary>How long to wait before a call is made again: doubling from a quarter of a second, with jitter, so that many agents do not come back as one.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <param name="retry">1 for the first retry.</param>
    /// <param name="wanted">What the upstream asked for; it counts when it is longer.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Before(int retry, TimeSpan? wanted, double chance)
    {
        var full = First * Math.Pow(2, retry);
        var pause = (full < Longest ? full : Longest) * (0.5 + (chance / 2));
        return wanted > pause ? wanted.Value : pause;
    }
}
