using System.Net;
using System.Net.Sockets;
using AiBridge.Providers.Addresses;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// How every connection to an upstream is made: through the forward proxy where there is one, else to the first of the host's
/// addresses that answers. A guarded one goes to nothing but an address that was checked, so that a name which stands for another
/// one a moment later gains nothing; behind a proxy the host is checked before the proxy is asked for it.
/// </summary>
internal sealed class UpstreamConnect(AddressGuard guard, NameLookup names, UpstreamProxy proxy, UpstreamConnections connections, TimeProvider clock, ILogger<PooledTransport> logger)
{
    // Keeps what lies between from forgetting a connection, and finds out when it has. Half a minute in all.
    private const int ProbeAfterSeconds = 15;
    private const int ProbeEachSeconds = 5;
    private const int Probes = 3;

    private readonly AddressRace _race = new(clock);

    /// <param name="handler">Makes the connections.</param>
    /// <param name="guarded">Of a provider made at runtime.</param>
    public void Apply(SocketsHttpHandler handler, bool guarded)
    {
        handler.UseProxy = true;
        handler.Proxy = proxy;
        handler.ConnectCallback = guarded ? ConnectGuardedAsync : ConnectOpenAsync;
        handler.PlaintextStreamFilter = Watch;
    }

    /// <param name="first">Sends.</param>
    /// <param name="another">Makes one like it, with no connections yet.</param>
    public HttpMessageHandler Pooled(SocketsHttpHandler first, Func<SocketsHttpHandler> another) => new PooledTransport(new ConnectionPools(first, another, clock), proxy, connections, clock, logger);

    /// <summary>What a call failed of, in words, when it was the proxy; null when it was not, and without one.</summary>
    public string? ProxyProblem(Exception fault, Uri target) =>
        fault is HttpRequestException failed && proxy.GetProxy(target) is { } via ? ProxyFailure.Of(failed, via)?.Message : null;

    private async ValueTask<Stream> ConnectOpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        return await ConnectAsync(await names.AddressesAsync(host, cancellation), port, cancellation);
    }

    private async ValueTask<Stream> ConnectGuardedAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (BehindProxy(context) is not { } target)
            return await ConnectAsync(await guard.AllowedAsync(host, port, cancellation), port, cancellation);
        await guard.CheckBehindProxyAsync(target.IdnHost, target.Port, cancellation);
        return await ConnectOpenAsync(context, cancellation);
    }

    private async ValueTask<Stream> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellation)
    {
        var socket = await _race.ConnectAsync(addresses, port, cancellation);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEachSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the proxy will be asked to connect to; null for a connection to the upstream itself.</summary>
    private Uri? BehindProxy(SocketsHttpConnectionContext context)
    {
        var request = context.InitialRequestMessage;
        // The framework's own request for a tunnel, which only https has.
        if (request.Method == HttpMethod.Connect)
            return new Uri("https://" + request.Headers.Host);
        var target = request.RequestUri!;
        return proxy.GetProxy(target) is { } via && via.IdnHost == context.DnsEndPoint.Host && via.Port == context.DnsEndPoint.Port ? target : null;
    }

    // What goes through a tunnel is no request of the connection that carries it.
    private ValueTask<Stream> Watch(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellation)
    {
        var request = context.InitialRequestMessage;
        if (request.Method == HttpMethod.Connect)
            return new(context.PlaintextStream);
        if (context.NegotiatedHttpVersion.Major > 1)
            return new(new PooledConnection(context.PlaintextStream, http2: true, all: null));
        var connection = new PooledConnection(context.PlaintextStream, http2: false, connections, OtherSide.Of(context.PlaintextStream));
        var target = request.RequestUri!;
        // Without TLS a proxy leads to many hosts over one connection.
        connections.Opened(connection, (target.Scheme == Uri.UriSchemeHttp && proxy.GetProxy(target) is { } via ? via : target).Authority);
        return new(connection);
    }
}
