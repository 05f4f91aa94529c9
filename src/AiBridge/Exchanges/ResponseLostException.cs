namespace AiBridge.Exchanges;

/// <summary>Thrown into the forwarder where a response breaks; carries what the client is told if nothing of it has been sent.</summary>
internal sealed class ResponseLostException(BridgeError error, Exception? cause = null) : IOException(error.Message, cause)
{
    public BridgeError Error { get; } = error;
}
