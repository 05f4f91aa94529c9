using AiBridge.Exchanges;

namespace AiBridge.Upstream;

/// <summary>Thrown out of the handler chain when no answer of the upstream can be given; carries what the client is told instead.</summary>
internal sealed class UpstreamException(BridgeError error, Exception? cause = null) : HttpRequestException(error.Message, cause)
{
    public BridgeError Error { get; } = error;
}
