using System.Net.Sockets;
using AiBridge.Providers.Addresses;

namespace AiBridge.Upstream;

/// <summary>Connects to nothing but an address that was checked, so that a name which stands for another one a moment later gains nothing.</summary>
internal sealed class GuardedConnect(AddressGuard guard)
{
    public void Apply(SocketsHttpHandler handler)
    {
        // A proxy would resolve the name itself.
        handler.UseProxy = false;
        handler.ConnectCallback = ConnectAsync;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await guard.AllowedAsync(host, port, cancellation);
        for (var next = 0; ; next++)
        {
            var socket = new Socket(addresses[next].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[next], port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (next < addresses.Count - 1)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
