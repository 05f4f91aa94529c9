namespace AiBridge.Upstream.Connecting;

/// <summary>Connections that are shared, until one of them is found dead.</summary>
internal sealed class ConnectionPool(SocketsHttpHandler wire) : DelegatingHandler(wire)
{
    private volatile bool _answeredOverHttp2;

    public new Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    public void Answered(HttpResponseMessage response)
    {
        if (response.Version.Major > 1 && !_answeredOverHttp2)
            _answeredOverHttp2 = true;
    }

    /// <summary>Whether a call failed with a connection that was no new one.</summary>
    /// <param name="fault">The call's.</param>
    /// <param name="repeats">How often it was made again before. A connection that answers no PING is new the second time.</param>
    public bool HasLost(Exception fault, int repeats) =>
        ConnectionLostException.In(fault) is { } lost ? !lost.Http2 || _answeredOverHttp2 : repeats == 0 && ConnectionLostException.ByPing(fault);
}
