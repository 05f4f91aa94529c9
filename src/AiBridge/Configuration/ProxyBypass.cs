using System.Net;

namespace AiBridge.Configuration;

/// <summary>
/// The hosts of <c>NO_PROXY</c>: names (subdomains included), addresses and networks, each with a port if wished; <c>*</c> is all.
/// What cannot be read is left out, as every program does.
/// </summary>
internal sealed class ProxyBypass
{
    private readonly AllowedHost[] _hosts;
    private readonly bool _all;

    public ProxyBypass(string? list)
    {
        var entries = (list ?? "").Split([',', ';', ' ', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _all = entries.Contains("*");
        _hosts = [.. entries.Select(entry => entry.TrimStart('*').TrimStart('.')).SelectMany(Hosts)];
    }

    public bool Holds(Uri target)
    {
        var host = target.IdnHost.TrimEnd('.');
        // For the proxy that would be another machine.
        if (_all || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return _hosts.Any(entry => address is null ? entry.Names(host, target.Port) : entry.Holds(address, target.Port));
    }

    private static IEnumerable<AllowedHost> Hosts(string entry) => new[] { AllowedHost.Parse(entry), AllowedHost.Parse("*." + entry) }.OfType<AllowedHost>();
}
