namespace AiBridge.Upstream.Connecting;

/// <summary>
/// A connection that had served before has failed, and nothing of an answer had come: what a middle box leaves behind that has
/// forgotten it, or an upstream that closed it while it lay idle. It says nothing of the upstream.
/// </summary>
internal sealed class ConnectionLostException(bool http2, Exception? cause = null) : IOException("The connection was lost.", cause)
{
    private const long ProtocolError = 1;

    /// <summary>One of many requests on it; whether others were answered is not known here.</summary>
    public bool Http2 { get; } = http2;

    /// <summary>Nothing of the call was sent.</summary>
    public bool Unsent { get; init; }

    /// <summary>What came in its place was not taken for the answer: the upstream may have carried the call out, and be asked to once more.</summary>
    public bool Mistrusted { get; init; }

    /// <summary>The loss that made a call fail; null when it was something else.</summary>
    public static ConnectionLostException? In(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ConnectionLostException lost)
                return lost;
        }

        return null;
    }

    /// <summary>An HTTP/2 connection that was there for TCP alone: it left a PING unanswered.</summary>
    public static bool ByPing(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            // The framework tells it from other protocol errors only by its words.
            if (fault is HttpProtocolException { ErrorCode: ProtocolError } && fault.Message.Contains(" ping ", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
