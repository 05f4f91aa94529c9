using System.Net;

namespace AiBridge.Configuration;

/// <summary>One address of <c>Listen</c>.</summary>
/// <param name="IsLoopback">Only this machine reaches it. A host name other than <c>localhost</c> is not: Kestrel binds it to every interface.</param>
/// <param name="Port">0: a free one.</param>
internal sealed record ListenAddress(bool IsLoopback, int Port)
{
    private static readonly string[] EveryInterface = ["//0.0.0.0", "//[::]", "//*", "//+"];

    public static IReadOnlyList<string> Split(string listen) => listen.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The address by which this machine itself reaches a listener: every interface holds the loopback one.</summary>
    public static string OnThisMachine(string url) =>
        EveryInterface.Aggregate(url, (address, host) => address.Replace(host, "//127.0.0.1", StringComparison.Ordinal)).TrimEnd('/');

    /// <summary>Null when it cannot be listened on; then the problem is set.</summary>
    public static ListenAddress? Parse(string url, out string problem)
    {
        problem = "";
        if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            problem = "must be an http or https URL";
        else if (url.Contains('@', StringComparison.Ordinal) || url.Contains('?', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal))
            problem = "must have no user, query or fragment";
        else if (TryParse(url) is not { } address || address.IsUnixPipe || address.Port is < 0 or > 65535 || !IsHost(address.Host))
            problem = "must name an IP address or host and a port, like http://127.0.0.1:8484";
        else if (address.PathBase.Trim('/').Length > 0)
            problem = "must have no path; use BasePath";
        else if (address.Port == 0 && IsLocalhost(address.Host))
            problem = "cannot take a free port on localhost; write 127.0.0.1:0";
        else
            return new ListenAddress(IsLocalhost(address.Host) || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)), address.Port);
        return null;
    }

    private static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsHost(string host) => host is "*" or "+" || Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static bool IsLocalhost(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
