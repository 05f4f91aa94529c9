using System.Globalization;
using System.Net;

namespace AiBridge.Configuration;

/// <summary>One entry of <c>Network:AllowedHosts</c>: a host name, <c>*.suffix</c> or an address, each with a port if wished; or a network (<c>10.1.0.0/16</c>).</summary>
internal sealed class AllowedHost
{
    private readonly string _name = "";
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private AllowedHost(string name, int? port) => (_name, _port) = (name, port);

    private AllowedHost(IPNetwork network, int? port) => (_network, _port) = (network, port);

    /// <summary>Null when the text is no such entry.</summary>
    public static AllowedHost? Parse(string entry)
    {
        if (entry.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(entry, out var network) ? new AllowedHost(network, null) : null;
        if (!TrySplit(entry, out var host, out var port))
            return null;
        if (IsAddress(host))
            return IPAddress.TryParse(host, out var address) ? new AllowedHost(Only(Plain(address)), port) : null;
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
        return Uri.CheckHostName(name.TrimStart('.')) == UriHostNameType.Dns ? new AllowedHost(name.TrimEnd('.'), port) : null;
    }

    /// <summary>Whether the entry speaks of this name.</summary>
    /// <param name="host">Without a trailing dot.</param>
    /// <param name="port">The connection's.</param>
    public bool Names(string host, int port)
    {
        if (_name.Length == 0 || (_port is { } wanted && wanted != port))
            return false;
        return _name[0] == '.' ? host.EndsWith(_name, StringComparison.OrdinalIgnoreCase) : host.Equals(_name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the entry speaks of this address.</summary>
    public bool Holds(IPAddress address, int port) =>
        _network is { } network && network.Contains(Plain(address)) && (_port is not { } wanted || wanted == port);

    // 10.0.0.1 and ::ffff:10.0.0.1 are one place.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork Only(IPAddress address) => new(address, 8 * address.GetAddressBytes().Length);

    // Otherwise "10" would be the address 0.0.0.10.
    private static bool IsAddress(string host) => host.Contains(':', StringComparison.Ordinal) || (host.Count(c => c == '.') == 3 && host.All(c => char.IsAsciiDigit(c) || c == '.'));

    private static bool TrySplit(string entry, out string host, out int? port)
    {
        (host, port) = (entry, null);
        var bracket = entry.StartsWith('[') ? entry.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = entry.LastIndexOf(':');
        if (bracket > 0)
            host = entry[1..bracket];
        // Several colons without brackets are an IPv6 address.
        if (colon < bracket || colon < 0 || (bracket < 0 && entry.IndexOf(':', StringComparison.Ordinal) != colon))
            return bracket < 0 || bracket == entry.Length - 1;
        if (bracket < 0)
            host = entry[..colon];
        if ((bracket >= 0 && colon != bracket + 1) || !ushort.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        port = number;
        return number > 0;
    }
}
