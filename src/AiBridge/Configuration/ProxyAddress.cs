using System.Net;

namespace AiBridge.Configuration;

/// <summary>A forward proxy's address. Its credentials are kept apart, so that the address can be shown.</summary>
internal sealed class ProxyAddress
{
    private ProxyAddress(Uri uri, NetworkCredential? credential) => (Uri, Credential) = (uri, credential);

    public Uri Uri { get; }

    /// <summary>Null when the address holds none.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>Null when the text is none. Without a scheme it is http; user and password may stand in front, escaped or not.</summary>
    public static ProxyAddress? Parse(string text)
    {
        var split = text.IndexOf("://", StringComparison.Ordinal);
        var (scheme, port) = (split < 0 ? "http" : text[..split].ToLowerInvariant()) switch
        {
            "http" => ("http", 80),
            "https" => ("https", 443),
            "socks4" => ("socks4", 1080),
            "socks4a" => ("socks4a", 1080),
            // The name is the proxy's to resolve in both.
            "socks5" or "socks5h" => ("socks5", 1080),
            _ => ("", 0),
        };
        var rest = (split < 0 ? text : text[(split + 3)..]).TrimEnd('/');
        var at = rest.LastIndexOf('@');
        if (port == 0 || !Uri.TryCreate($"{scheme}://{rest[(at + 1)..]}", UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri is not { AbsolutePath: "/" or "", Query: "", Fragment: "" })
            return null;
        if (uri.Port <= 0)
            uri = new UriBuilder(uri) { Port = port }.Uri;
        return new ProxyAddress(uri, at > 0 ? CredentialOf(rest[..at]) : null);
    }

    public override string ToString() => Uri.GetLeftPart(UriPartial.Authority) + (Credential is null ? "" : " (with credentials)");

    private static NetworkCredential CredentialOf(string user)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new NetworkCredential(Uri.UnescapeDataString(user), "")
            : new NetworkCredential(Uri.UnescapeDataString(user[..colon]), Uri.UnescapeDataString(user[(colon + 1)..]));
    }
}
