namespace AiBridge.Demo;

/// <summary>
/// The tokens a turn is said to have cost; fixed, so that what the bridge shows can be compared. Every turn reads from the
/// cache and writes to it, since cached tokens are what the protocols count differently.
/// </summary>
/// <param name="Fresh">Neither read from the cache nor written to it.</param>
/// <param name="CacheRead">Read from the cache.</param>
/// <param name="CacheWrite5m">Written for five minutes (Anthropic).</param>
/// <param name="CacheWrite1h">Written for an hour (Anthropic).</param>
/// <param name="Output">All that was written, reasoning included.</param>
/// <param name="Reasoning">The reasoning in it (OpenAI).</param>
internal sealed record DemoUsage(int Fresh, int CacheRead, int CacheWrite5m, int CacheWrite1h, int Output, int Reasoning)
{
    public static readonly DemoUsage ToolTurn = new(Fresh: 4, CacheRead: 13993, CacheWrite5m: 1840, CacheWrite1h: 22, Output: 118, Reasoning: 41);
    public static readonly DemoUsage FinalTurn = new(Fresh: 6, CacheRead: 15855, CacheWrite5m: 97, CacheWrite1h: 15, Output: 46, Reasoning: 12);
    public static readonly DemoUsage SingleTurn = new(Fresh: 9, CacheRead: 512, CacheWrite5m: 33, CacheWrite1h: 11, Output: 21, Reasoning: 5);

    public int CacheWrite => CacheWrite5m + CacheWrite1h;

    /// <summary>What OpenAI calls input: everything, cached or not.</summary>
    public int AllInput => Fresh + CacheRead + CacheWrite;
}
