using System.Net.Sockets;
using AiBridge.Exchanges;
using AiBridge.Providers.Addresses;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Upstream;

/// <summary>Thrown out of the handler chain when no answer of the upstream can be given; carries what the client is told instead.</summary>
internal sealed class UpstreamException(BridgeError error, Exception? cause = null) : HttpRequestException(error.Message, cause)
{
    public BridgeError Error { get; } = error;

    /// <summary>What a client is told of a call without an answer.</summary>
    /// <param name="fault">Why there is none.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="limitPassed">The time for it was over.</param>
    public static UpstreamException Of(Exception fault, string provider, bool limitPassed) => fault as UpstreamException ?? new UpstreamException(ErrorOf(fault, provider, limitPassed), fault);

    /// <summary>The handler below gave up connecting.</summary>
    public static bool IsConnectTimeout(Exception fault) => fault is OperationCanceledException { InnerException: TimeoutException };

    private static BridgeError ErrorOf(Exception fault, string provider, bool limitPassed)
    {
        if (AddressRefusedException.IsCauseOf(fault))
            return BridgeError.AddressNotAllowed(provider);
        // Also when the probes of a connection that was there are not acknowledged: then the call may have been carried out.
        return limitPassed || IsConnectTimeout(fault) || fault.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut }
            ? BridgeError.TimedOut(provider)
            : BridgeError.Unreachable(provider, ProxyFailure.In(fault));
    }
}
