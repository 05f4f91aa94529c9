using System.Net;
using AiBridge.Providers.Addresses;

namespace AiBridge.Upstream.Connecting;

/// <summary>The forward proxy failed before the upstream saw anything of a call. Free of secrets.</summary>
internal sealed class ProxyFailure(string problem, Exception? cause = null) : HttpRequestException(HttpRequestError.ProxyTunnelError, problem, cause)
{
    /// <summary>The failure in words; null when a call failed otherwise.</summary>
    public static string? In(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ProxyFailure)
                return fault.Message;
        }

        return null;
    }

    /// <summary>What a call through a proxy failed of, when it was the proxy; null when it was not.</summary>
    /// <param name="fault">The call's.</param>
    /// <param name="via">The proxy it went through.</param>
    public static ProxyFailure? Of(HttpRequestException fault, Uri via) => fault.HttpRequestError switch
    {
        _ when fault is ProxyFailure || AddressRefusedException.IsCauseOf(fault) => null,
        HttpRequestError.ProxyTunnelError when fault.StatusCode is { } status => Answered(via, status, fault),
        HttpRequestError.ProxyTunnelError => new ProxyFailure($"the proxy {Name(via)} makes no tunnel", fault),
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => new ProxyFailure($"the proxy {Name(via)} cannot be reached", fault),
        _ => null,
    };

    /// <summary>The proxy answered in the upstream's place.</summary>
    public static ProxyFailure Answered(Uri via, HttpStatusCode status, Exception? cause = null) =>
        new($"the proxy {Name(via)} answered {(int)status}{(status == HttpStatusCode.ProxyAuthenticationRequired ? ", it wants credentials" : "")}", cause);

    private static string Name(Uri via) => via.GetLeftPart(UriPartial.Authority);
}
