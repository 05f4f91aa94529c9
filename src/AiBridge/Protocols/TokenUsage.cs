namespace AiBridge.Protocols;

/// <summary>
/// Tokens of one response, normalised: <see cref="Input"/> never contains cached tokens. Absent is null, not zero.
/// Values are cumulative in every protocol, so the last one seen stands and nothing is added up.
/// </summary>
internal sealed class TokenUsage
{
    public long? Input { get; set; }

    public long? Output { get; set; }

    public long? CacheRead { get; set; }

    public long? CacheWrite { get; set; }

    /// <summary>All other counts by name (<c>cache_ephemeral_5m_input</c>, <c>output_reasoning</c>, <c>web_search_requests</c>).</summary>
    public SortedDictionary<string, long> Extra { get; } = new(StringComparer.Ordinal);
}
