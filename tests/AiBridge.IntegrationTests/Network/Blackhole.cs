using System.Net;
using System.Net.Sockets;

namespace AiBridge.IntegrationTests.Network;

/// <summary>An address of this machine that swallows whatever asks for a connection: a listener that accepts nothing, and whose queue is full.</summary>
internal sealed class Blackhole : IDisposable
{
    private readonly Socket _listener;
    private readonly List<Socket> _queue = [];

    private Blackhole(Socket listener) => _listener = listener;

    /// <param name="address">Of loopback.</param>
    /// <param name="port">Free there.</param>
    public static async Task<Blackhole> OpenAsync(string address, int port)
    {
        var hole = new Blackhole(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        var end = new IPEndPoint(IPAddress.Parse(address), port);
        hole._listener.Bind(end);
        hole._listener.Listen(0);
        // The first that is left waiting shows that the queue is full.
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            hole._queue.Add(socket);
            var connecting = socket.ConnectAsync(end);
            if (await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromMilliseconds(200))) != connecting)
                return hole;
            await connecting;
        }
    }

    public void Dispose()
    {
        _queue.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }
}
