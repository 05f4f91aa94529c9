using System.Net;
using System.Net.Sockets;

namespace AiBridge.Providers.Addresses;

/// <summary>Finds a host name's addresses; the one way names of upstreams are resolved.</summary>
/// <exception cref="SocketException">The name has none, or nobody can be asked.</exception>
internal delegate Task<IPAddress[]> NameLookup(string host, CancellationToken cancellation);

internal static class NameLookups
{
    /// <summary>The addresses a host stands for, at least one; its own when it is an address itself.</summary>
    /// <exception cref="SocketException">The name has none, or nobody can be asked.</exception>
    public static async Task<IPAddress[]> AddressesAsync(this NameLookup names, string host, CancellationToken cancellation)
    {
        // The resolver would take 127.0.0.1. for a name, and answer 127.0.0.1.
        if (IPAddress.TryParse(host.TrimEnd('.'), out var address))
            return [address];
        var addresses = await names(host, cancellation);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }
}
