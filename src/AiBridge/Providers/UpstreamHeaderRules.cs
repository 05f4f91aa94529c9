using System.Collections.Frozen;

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

    // RFC 9110, section 5.6.2.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
