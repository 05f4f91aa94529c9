namespace AiBridge.Protocols;

/// <summary>
/// Tokens of one response, normalised: <see cref="Input"/> never contains cached tokens. Absent is null, not zero. Values are
/// cumulative in every protocol, so the last one seen stands and nothing is added up; but some providers end with an event of
/// zeros, so a zero never replaces a count.
/// </summary>
internal sealed class TokenUsage
{
    /// <summary>A provider may invent names; this many are enough.</summary>
    public const int MaxExtra = 64;

    public long? Input { get; set; }

    public long? Output { get; set; }

    public long? CacheRead { get; set; }

    public long? CacheWrite { get; set; }

    /// <summary>What OpenTelemetry's conventions call input: the cached ones are in it. Null where no input was told.</summary>
    public long? InputWithCached => Input is { } input ? Sum(input, Sum(CacheRead ?? 0, CacheWrite ?? 0)) : null;

    /// <summary>The input as the provider counts it: in some APIs with the cached tokens inside.</summary>
    public long? Prompt { get; set; }

    /// <summary>All other counts by name (<c>cache_ephemeral_5m_input</c>, <c>output_reasoning</c>, <c>web_search_requests</c>).</summary>
    public SortedDictionary<string, long> Extra { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing was told.</summary>
    public bool IsEmpty => (Input ?? Output ?? CacheRead ?? CacheWrite) is null && Extra.Count == 0;

    /// <summary>Keeps a count that has no column.</summary>
    public void Keep(string name, long count)
    {
        if (!Extra.TryGetValue(name, out var former) ? Extra.Count < MaxExtra : count > 0 && count != former)
            Extra[name] = count;
    }

    /// <summary>What stands after a new count was told.</summary>
    public static long? Later(long? former, long? count) => count is null or 0 ? former ?? count : count;

    /// <summary>The sum, or the largest number there is.</summary>
    public static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;
}
