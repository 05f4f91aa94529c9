using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiBridge.IntegrationTests.Network;

/// <summary>A forward proxy on loopback: CONNECT, and requests in absolute form. Leads everything to one upstream, and keeps what it was asked for.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<Socket> _sockets = new();
    private readonly int _upstreamPort;
    private readonly Task _serving;

    /// <param name="upstream">Where every request ends, whatever it names.</param>
    public TestProxy(string upstream)
    {
        _upstreamPort = new Uri(upstream).Port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    /// <summary>Base64 of what it must be given; null lets everybody in.</summary>
    public string? Credentials { get; init; }

    /// <summary>What it answers instead of leading on.</summary>
    public string? Refusal { get; init; }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Method and target of each request that was let in, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                _sockets.Enqueue(client);
                _ = ServeAsync(new NetworkStream(client, ownsSocket: true));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        try
        {
            while (await HeadAsync(client) is { } head)
            {
                var body = new byte[Length(head)];
                await client.ReadExactlyAsync(body);
                var refusal = Refusal ?? (Credentials is not null && !head.Contains($"Proxy-Authorization: Basic {Credentials}\r\n", StringComparison.OrdinalIgnoreCase)
                    ? "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n"
                    : null);
                if (refusal is not null)
                {
                    await client.WriteAsync(Encoding.ASCII.GetBytes(refusal));
                    continue;
                }

                _asked.Enqueue(string.Join(' ', head.Split(' ')[..2]));
                await LeadAsync(client, head.Replace($"Proxy-Authorization: Basic {Credentials}\r\n", "", StringComparison.OrdinalIgnoreCase), body);
                return;
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // One end has left.
        }
        finally
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>One tunnel, or one request and its answer, a connection.</summary>
    private async Task LeadAsync(NetworkStream client, string head, byte[] body)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Enqueue(socket);
        await socket.ConnectAsync(IPAddress.Loopback, _upstreamPort);
        await using var upstream = new NetworkStream(socket, ownsSocket: true);
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await client.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        }
        else
        {
            var target = new Uri(head.Split(' ')[1]);
            await upstream.WriteAsync(Encoding.Latin1.GetBytes(head.Replace(target.OriginalString, target.PathAndQuery, StringComparison.Ordinal)));
            await upstream.WriteAsync(body);
        }

        await Task.WhenAny(client.CopyToAsync(upstream), upstream.CopyToAsync(client));
    }

    private static async Task<string?> HeadAsync(NetworkStream client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await client.ReadAsync(one) == 0)
                return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static int Length(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
