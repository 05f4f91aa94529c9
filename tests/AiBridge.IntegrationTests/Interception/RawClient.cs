using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>A client at the socket: sees the very bytes, and reads only when it wants to.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Stream _wire;

    private RawClient(Stream wire) => _wire = wire;

    /// <param name="bridge">Where to.</param>
    /// <param name="family">What is asked for.</param>
    /// <param name="receiveBuffer">Bytes the kernel may take in before they are read; null for its own choice.</param>
    /// <param name="version">Of HTTP.</param>
    public static async Task<RawClient> SendAsync(Bridge bridge, Family family, int? receiveBuffer = null, string version = "1.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(bridge.Address).Port);
        var head = $"POST {family.Path} HTTP/{version}\r\nHost: localhost\r\nX-AiBridge-Token: {bridge.ProjectToken}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(family.Request)}\r\n\r\n";
        var wire = await bridge.Wire.OverAsync(new NetworkStream(socket, ownsSocket: true), SslApplicationProtocol.Http11);
        await wire.WriteAsync(Encoding.UTF8.GetBytes(head + family.Request));
        return new RawClient(wire);
    }

    public static async Task<RawClient> GetAsync(Bridge bridge, string path, int receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(bridge.Address).Port);
        var wire = await bridge.Wire.OverAsync(new NetworkStream(socket, ownsSocket: true), SslApplicationProtocol.Http11);
        await wire.WriteAsync(Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-AiBridge-Token: {bridge.ProjectToken}\r\n\r\n"));
        return new RawClient(wire);
    }

    /// <summary>Everything until the connection ends, and whether it ended in good order.</summary>
    /// <param name="piece">Bytes read at a time.</param>
    /// <param name="pause">Between two reads.</param>
    public async Task<(string Received, bool Reset)> ReadToEndAsync(int piece, TimeSpan pause)
    {
        var (received, reset) = await ReadBytesAsync(piece, pause);
        return (Encoding.UTF8.GetString(received), reset);
    }

    /// <summary>A whole answer of HTTP/1.0, its head by names in lower case, and whether the connection was reset behind it.</summary>
    public async Task<(IReadOnlyDictionary<string, string> Head, byte[] Body, bool Reset)> ReadAnswerAsync()
    {
        var (received, reset) = await ReadBytesAsync(16 * 1024, TimeSpan.Zero);
        var end = received.AsSpan().IndexOf("\r\n\r\n"u8);
        var head = Encoding.Latin1.GetString(received, 0, end).Split("\r\n").Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(line => line[0].ToLowerInvariant(), line => line[1]);
        return (head, received[(end + 4)..], reset);
    }

    /// <summary>Reads until the text has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        var received = new StringBuilder();
        var buffer = new byte[1];
        while (!received.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            (await _wire.ReadAsync(buffer, limit.Token)).Should().Be(1, "the text is still to come");
            received.Append((char)buffer[0]);
        }
    }

    public void Dispose() => _wire.Dispose();

    private async Task<(byte[] Received, bool Reset)> ReadBytesAsync(int piece, TimeSpan pause)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        var received = new MemoryStream();
        var buffer = new byte[piece];
        try
        {
            int read;
            while ((read = await _wire.ReadAsync(buffer, limit.Token)) > 0)
            {
                received.Write(buffer, 0, read);
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, limit.Token);
            }

            return (received.ToArray(), false);
        }
        catch (IOException)
        {
            return (received.ToArray(), true);
        }
    }
}
