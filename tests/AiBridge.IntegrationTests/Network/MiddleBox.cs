using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiBridge.IntegrationTests.Network;

/// <summary>What becomes of what a client sends on a connection that the box has forgotten.</summary>
public enum Forgotten
{
    /// <summary>It is answered by a reset.</summary>
    Reset,

    /// <summary>It is read, and the connection ended in good order.</summary>
    End,

    /// <summary>It is acknowledged, and goes nowhere.</summary>
    Swallow,
}

/// <summary>Stands between the bridge and an upstream at the level of bytes, and can forget the connections that lead through it.</summary>
internal sealed class MiddleBox : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _upstream;
    private readonly ConcurrentQueue<Passage> _passages = new();
    private readonly Task _serving;

    /// <param name="upstream">The upstream's address.</param>
    public MiddleBox(string upstream)
    {
        _upstream = new IPEndPoint(IPAddress.Loopback, new Uri(upstream).Port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections have been made through it.</summary>
    public int Connections => _passages.Count;

    /// <summary>Forgets all that are open; new ones lead through.</summary>
    public void Forget(Forgotten then)
    {
        foreach (var passage in _passages)
            passage.Forget(then);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        foreach (var passage in _passages)
            passage.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await upstream.ConnectAsync(_upstream);
                client.NoDelay = true;
                var passage = new Passage(client, upstream);
                _passages.Enqueue(passage);
                passage.Open();
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private sealed class Passage(Socket client, Socket upstream) : IDisposable
    {
        private Forgotten? _forgotten;

        public void Open()
        {
            _ = PumpAsync(client, upstream, fromClient: true);
            _ = PumpAsync(upstream, client, fromClient: false);
        }

        public void Forget(Forgotten then) => _forgotten = then;

        public void Dispose()
        {
            client.Dispose();
            upstream.Dispose();
        }

        private async Task PumpAsync(Socket from, Socket to, bool fromClient)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is var read and > 0)
                {
                    if (_forgotten is null)
                        await to.SendAsync(buffer.AsMemory(0, read));
                    else if (fromClient && _forgotten != Forgotten.Swallow)
                        break;
                }

                if (fromClient && _forgotten == Forgotten.Reset)
                    client.LingerState = new LingerOption(true, 0);
                if (fromClient || _forgotten is null)
                    Dispose();
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                if (_forgotten is null)
                    Dispose();
            }
        }
    }
}
