using System.Net;
using System.Net.Sockets;

namespace AiBridge.Providers.Addresses;

/// <summary>What stands behind an address.</summary>
internal enum AddressKind
{
    Public,

    /// <summary>Loopback, link-local, private, unique-local, shared (CGNAT).</summary>
    Private,

    /// <summary>A cloud's metadata service, which hands out credentials.</summary>
    Metadata,

    /// <summary>No upstream can be there: unspecified, multicast, documentation, benchmarks, reserved, deprecated transition forms.</summary>
    Special,
}

/// <summary>
/// The special-purpose address registries of IANA, as far as they matter. An IPv6 address that carries an IPv4 one (mapped,
/// NAT64, 6to4) is what the inner one is.
/// </summary>
internal static class AddressKinds
{
    private static readonly HashSet<IPAddress> Metadata =
    [
        .. new[]
        {
            "169.254.169.254", "169.254.169.253", "169.254.169.123", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192", "168.63.129.16",
            "fd00:ec2::254", "fd00:ec2::253", "fd00:ec2::123", "fd00:ec2::23", "fd20:ce::254",
        }.Select(IPAddress.Parse),
    ];

    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10", "fec0::/10");

    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static AddressKind Of(IPAddress address)
    {
        var real = WithoutWrapping(address);
        if (Metadata.Contains(real))
            return AddressKind.Metadata;
        if (Private.Any(network => network.Contains(real)))
            return AddressKind.Private;
        if (Special.Any(network => network.Contains(real)))
            return AddressKind.Special;
        return real.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(real) ? AddressKind.Public : AddressKind.Special;
    }

    private static IPAddress WithoutWrapping(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || Nat64.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        // A scope (fe80::1%2) says where, not what.
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : new IPAddress(bytes);
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
