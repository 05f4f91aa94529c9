using System.Collections.Frozen;
using AiBridge.Secrets;

namespace AiBridge.Providers;

/// <summary>Which headers a configuration may add to upstream requests.</summary>
internal static class UpstreamHeaderRules
{
    private static readonly FrozenSet<string> OfTheConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "expect", "host", "content-length");

    private static readonly FrozenSet<string> OfTheCredential = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "authorization", "x-api-key", "api-key", "x-goog-api-key");

    private const int LongValue = 20;
    private const int LongPart = 8;

    private static readonly FrozenSet<string> Plain = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "user-agent", "content-type", "referer", "http-referer", "origin", "x-title", "from", "anthropic-version", "openai-organization", "openai-project", "editor-version", "editor-plugin-version");

    public static void Check(IReadOnlyDictionary<string, string> headers, string? credentialHeader, ProviderContext context)
    {
        foreach (var (name, value) in headers)
        {
            var key = $"Headers:{name}";
            if (NameProblem(name) is { } problem)
                context.Fault(key, problem);
            else if (OfTheCredential.Contains(name) || string.Equals(name, credentialHeader, StringComparison.OrdinalIgnoreCase))
                context.Fault(key, "carries the credential; use Keys, or Auth \"custom_header\"");
            if (value.Any(c => c is < ' ' or > '~'))
                context.Fault(key, "holds a line break, a control character or a character outside ASCII");
        }
    }

    /// <summary>Null when the bridge may set a header of that name.</summary>
    public static string? NameProblem(string name)
    {
        if (name.Length == 0 || !name.All(IsTokenCharacter))
            return "is not a valid header name";
        return OfTheConnection.Contains(name) ? "belongs to the connection and cannot be set" : null;
    }

    /// <summary>
    /// What of configured headers is secret: the values of those whose name says so, and others that are long and of no known plain
    /// meaning. Flags and versions stand in the words of errors that clients act upon.
    /// </summary>
    public static IEnumerable<Secret> SecretsIn(IReadOnlyDictionary<string, string> headers) => headers
        .Where(header => SecretHeaders.Contains(header.Key) || (header.Value.Length >= LongValue && !Plain.Contains(header.Key) && !ListHeaders.Contains(header.Key)))
        .SelectMany(header => PartsOf(header.Value));

    /// <summary>A header's whole value, and what follows its scheme (<c>Token abc…</c>): either may be repeated.</summary>
    public static IEnumerable<Secret> PartsOf(string value)
    {
        yield return new Secret(value);
        if (value.LastIndexOf(' ') is >= 0 and var space && value.Length - space > LongPart)
            yield return new Secret(value[(space + 1)..]);
    }

    // RFC 9110, section 5.6.2.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
