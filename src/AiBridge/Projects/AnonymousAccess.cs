using System.Net;

namespace AiBridge.Projects;

/// <summary><c>Auth:Mode none</c>: whoever is on this machine may call; pages of other origins may not, or any web site could spend the keys.</summary>
internal static class AnonymousAccess
{
    public static BridgeToken Anyone { get; } = new(
        "tok_none",
        ProjectStore.DefaultId,
        "anyone",
        null,
        [PermissionNames.InvokeBridge, PermissionNames.ReadInterceptions],
        ServerScope: false,
        ExpiresAt: null);

    /// <summary>Whether the request names a host, or comes from an origin, that is not this machine.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.Host));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
