using System.Buffers;
using System.Collections.Frozen;
using AiBridge.Exchanges;
using AiBridge.Providers;

namespace AiBridge.Upstream;

/// <summary>Which headers stay on their side of the bridge. Everything else passes, known or not.</summary>
internal static class HeaderRules
{
    private const string OfTheBridge = "x-aibridge-";

    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings");

    private static readonly FrozenSet<string> KeptFromUpstream = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie", "host", "forwarded", "expect");

    private static readonly FrozenSet<string> TraceContext = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "traceparent", "tracestate", "baggage", "correlation-context");

    /// <summary>Have some upstreams read another method or path than the one that was allowed.</summary>
    private static readonly FrozenSet<string> Overrides = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "x-http-method", "x-http-method-override", "x-method-override", "x-original-method", "x-original-url", "x-original-uri", "x-rewrite-url");

    private static readonly FrozenSet<string> OfTheBody = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "content-length", "content-type", "content-encoding", "accept-encoding");

    /// <summary>What binds the whole origin, which is the bridge's and not the upstream's.</summary>
    private static readonly FrozenSet<string> KeptFromClient = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "set-cookie", "set-cookie2", "alt-svc", "strict-transport-security", "clear-site-data", "service-worker-allowed", "refresh", "nel", "report-to", "reporting-endpoints");

    private static readonly SearchValues<char> LettersDigitsHyphen =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>All but the tabulator.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, ' ').Where(code => code != '\t').Select(code => (char)code), '\u007F']);

    /// <summary>Whether a client's header goes on to the upstream.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="exchange">Whose credential is used, and what its provider sets.</param>
    public static bool GoesUpstream(string name, Exchange exchange)
    {
        var read = AsRead(name);
        if (name.StartsWith(':') || HopByHop.Contains(read) || KeptFromUpstream.Contains(read))
            return false;
        if (!ReferenceEquals(read, name) && (OfTheBody.Contains(read) || IsSetBy(exchange.Provider, read)))
            return false;
        if (TraceContext.Contains(read))
            return exchange.Provider.Options.PropagateTrace;
        if (exchange.Byok is null && Overrides.Contains(read))
            return false;
        return !(read.StartsWith(OfTheBridge, StringComparison.OrdinalIgnoreCase)
            || read.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
            || read.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an upstream's header goes on to the client.</summary>
    public static bool GoesToClient(string name)
    {
        var read = AsRead(name);
        return !(HopByHop.Contains(read) || KeptFromClient.Contains(read)
            || read.StartsWith(OfTheBridge, StringComparison.OrdinalIgnoreCase)
            || read.StartsWith("access-control-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether characters stand in a value that none may hold (RFC 9110 §5.5): the server lets most of them pass.</summary>
    public static bool HasControl(string? value) => value.AsSpan().ContainsAny(Controls);

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

    /// <summary>A name as servers read it that hand headers to programs as variables: <c>Content_Length</c> is <c>Content-Length</c> to them.</summary>
    private static string AsRead(string name) => name.AsSpan().ContainsAnyExcept(LettersDigitsHyphen)
        ? string.Create(name.Length, name, static (read, name) =>
        {
            for (var i = 0; i < name.Length; i++)
                read[i] = LettersDigitsHyphen.Contains(name[i]) ? name[i] : '-';
        })
        : name;

    private static bool IsSetBy(ProviderInstance provider, string read) =>
        string.Equals(provider.CustomHeaderName, read, StringComparison.OrdinalIgnoreCase) || provider.Headers.Keys.Any(name => name.Equals(read, StringComparison.OrdinalIgnoreCase));
}
