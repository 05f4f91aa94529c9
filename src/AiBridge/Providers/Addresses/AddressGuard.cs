using System.Net;
using System.Net.Sockets;
using AiBridge.Configuration;

namespace AiBridge.Providers.Addresses;

/// <summary>
/// Where providers made at runtime may point: at public addresses, and at what the server's configuration allows beyond. The
/// configuration is read anew each time. A name is only ever as good as the addresses it stands for, so that those are what is
/// checked, and what is connected to.
/// </summary>
internal sealed class AddressGuard(LiveConfiguration configuration, NameLookup names, TimeProvider clock)
{
    public const string Problem =
        "must not point at a private, local or otherwise reserved address; the server's setting Network:AllowedHosts or Network:AllowPrivateNetwork can allow it";

    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(3);

    /// <summary>What is wrong with the address of a provider that is about to be stored; null when nothing is. A name nobody knows now may be known later, and is no problem.</summary>
    /// <param name="url">Absolute; anything else is another rule's business.</param>
    /// <param name="cancellation">The caller has left.</param>
    public async Task<string?> ProblemAsync(string url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return null;
        return await AllAllowedAsync(uri.IdnHost, uri.Port, cancellation) ? null : Problem;
    }

    /// <summary>
    /// For a host that a forward proxy will connect to, at whichever of its addresses it likes: all that are known here must be
    /// allowed. Of a name nobody knows here the proxy is the guard.
    /// </summary>
    /// <exception cref="AddressRefusedException">One of them is not.</exception>
    public async ValueTask CheckBehindProxyAsync(string host, int port, CancellationToken cancellation)
    {
        if (!await AllAllowedAsync(host, port, cancellation))
            throw new AddressRefusedException(host);
    }

    /// <summary>The addresses of the host that may be connected to, at least one.</summary>
    /// <exception cref="AddressRefusedException">It has none of them.</exception>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async ValueTask<IReadOnlyList<IPAddress>> AllowedAsync(string host, int port, CancellationToken cancellation)
    {
        var allowed = Allowed(host, port, await names.AddressesAsync(host, cancellation));
        return allowed.Count > 0 ? allowed : throw new AddressRefusedException(host);
    }

    /// <summary>True, too, when nothing is known of the host.</summary>
    private async Task<bool> AllAllowedAsync(string host, int port, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(LookupLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var addresses = await names.AddressesAsync(host, either.Token).WaitAsync(either.Token);
            return Allowed(host, port, addresses).Count == addresses.Length;
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException || (unknown is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return true;
        }
    }

    private List<IPAddress> Allowed(string host, int port, IPAddress[] addresses)
    {
        var network = configuration.Current.Network;
        var entries = network.AllowedHosts.Select(AllowedHost.Parse).OfType<AllowedHost>().ToArray();
        var named = entries.Any(entry => entry.Names(host.TrimEnd('.'), port));
        return
        [
            .. addresses.Where(address => AddressKinds.Of(address) switch
            {
                AddressKind.Public => true,
                AddressKind.Private when network.AllowPrivateNetwork || named => true,
                _ => entries.Any(entry => entry.Holds(address, port)),
            }),
        ];
    }
}
