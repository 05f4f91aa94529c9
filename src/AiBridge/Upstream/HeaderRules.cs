using System.Buffers;
using System.Collections.Frozen;
using AiBridge.Exchanges;
using AiBridge.Providers;

namespace AiBridge.Upstream;

/// <summary>Which headers stay on their side of the bridge. Everything else passes, known or not.</summary>
internal static class HeaderRules
{
    private const string OfTheBridge = "x-aibridge-";

    /// <summary>One table, so that each header is looked up once.</summary>
    private static readonly FrozenDictionary<string, HeaderKind> Kinds = new[]
    {
        (HeaderKind.HopByHop, "connection keep-alive te trailer transfer-encoding upgrade http2-settings"),
        (HeaderKind.KeptFromUpstream, "authorization x-api-key x-goog-api-key api-key cookie host forwarded expect"),
        (HeaderKind.TraceContext, "traceparent tracestate baggage correlation-context"),
        (HeaderKind.Override, "x-http-method x-http-method-override x-method-override x-original-method x-original-url x-original-uri x-rewrite-url"),
        (HeaderKind.OfTheBody, "content-length content-type content-encoding accept-encoding"),
        (HeaderKind.KeptFromClient, "set-cookie set-cookie2 alt-svc strict-transport-security clear-site-data service-worker-allowed refresh nel report-to reporting-endpoints"),
    }.SelectMany(static row => row.Item2.Split(' '), static (row, name) => KeyValuePair.Create(name, row.Item1)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

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
        var kind = Kinds.GetValueOrDefault(read);
        if (name.StartsWith(':') || kind is HeaderKind.HopByHop or HeaderKind.KeptFromUpstream)
            return false;
        if (!ReferenceEquals(read, name) && (kind == HeaderKind.OfTheBody || IsSetBy(exchange.Provider, read)))
            return false;
        if (kind == HeaderKind.TraceContext)
            return exchange.Provider.Options.PropagateTrace;
        if (exchange.Byok is null && kind == HeaderKind.Override)
            return false;
        return !(read.StartsWith(OfTheBridge, StringComparison.OrdinalIgnoreCase)
            || read.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
            || read.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an upstream's header goes on to the client.</summary>
    public static bool GoesToClient(string name)
    {
        var read = AsRead(name);
        return !(Kinds.GetValueOrDefault(read) is HeaderKind.HopByHop or HeaderKind.KeptFromClient
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

/// <summary>What a header is to a relay.</summary>
internal enum HeaderKind
{
    /// <summary>One like any other.</summary>
    Other,
    HopByHop,
    KeptFromUpstream,
    TraceContext,

    /// <summary>Has some upstreams read another method or path than the one that was allowed.</summary>
    Override,
    OfTheBody,

    /// <summary>Binds the whole origin, which is the bridge's and not the upstream's.</summary>
    KeptFromClient,
}
