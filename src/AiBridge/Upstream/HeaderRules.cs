using System.Collections.Frozen;

namespace AiBridge.Upstream;

/// <summary>Which headers stay on their side of the bridge. Everything else passes, known or not.</summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings");

    private static readonly FrozenSet<string> KeptFromUpstream = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie", "host", "forwarded", "expect");

    private static readonly FrozenSet<string> TraceContext = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "traceparent", "tracestate", "baggage", "correlation-context");

    private static readonly FrozenSet<string> KeptFromClient = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "set-cookie", "set-cookie2", "alt-svc", "strict-transport-security");

    /// <summary>Whether a client's header goes on to the upstream.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="trace">Whether this upstream may see trace context.</param>
    public static bool GoesUpstream(string name, bool trace)
    {
        if (name.StartsWith(':') || HopByHop.Contains(name) || KeptFromUpstream.Contains(name))
            return false;
        if (TraceContext.Contains(name))
            return trace;
        return !(name.StartsWith("x-aibridge-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase));
    }

    public static bool GoesToClient(string name) => !HopByHop.Contains(name) && !KeptFromClient.Contains(name);

    /// <summary>Whether a <c>Connection</c> header nominates the name, which makes it hop-by-hop too (RFC 9110 §7.6.1).</summary>
    public static bool IsNominated(string? connection, string name)
    {
        if (string.IsNullOrEmpty(connection))
            return false;
        foreach (var range in connection.AsSpan().Split(','))
        {
            if (connection.AsSpan(range).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
