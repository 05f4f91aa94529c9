using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiBridge.Benchmarks.Load;

/// <summary>One HTTP/1.1 connection that sends a prepared request and reads the answer to its end, at the least cost to the machine both proxies share.</summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<KeepAliveConnection> OpenAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var connection = new KeepAliveConnection();
        await connection._socket.ConnectAsync(address, cancellation);
        return connection;
    }

    /// <summary>Bytes of the answer, headers included.</summary>
    /// <exception cref="InvalidOperationException">The answer is not a 200, or the connection closed inside it.</exception>
    public async ValueTask<long> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        var filled = await SendAndReadHeadAsync(request, cancellation);
        var (headLength, bodyLength) = Head(_buffer.AsSpan(0, filled));
        long total = filled;
        while (bodyLength is { } known ? total < headLength + known : !EndsChunks(filled))
        {
            // What may be the first part of the end mark is kept in front.
            var kept = bodyLength is null ? Math.Min(filled, EndMark.Length) : 0;
            _buffer.AsSpan(filled - kept, kept).CopyTo(_buffer);
            var read = await ReceiveAsync(_buffer.AsMemory(kept), cancellation);
            filled = kept + read;
            total += read;
        }

        return total;
    }

    /// <summary>Sends, and returns once the first events are here; the answer stays open.</summary>
    public async ValueTask OpenStreamAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation) =>
        Head(_buffer.AsSpan(0, await SendAndReadHeadAsync(request, cancellation)));

    /// <summary>From the first byte sent to the first byte received; reads the answer to its end.</summary>
    public TimeSpan TimeToFirstByte(ReadOnlySpan<byte> request)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var sent = 0; sent < request.Length;)
            sent += _socket.Send(request[sent..]);
        var filled = _socket.Receive(_buffer);
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(started);
        var (headLength, bodyLength) = Head(_buffer.AsSpan(0, filled));
        for (var rest = headLength + bodyLength!.Value - filled; rest > 0;)
            rest -= _socket.Receive(_buffer);
        return elapsed;
    }

    public void Dispose() => _socket.Dispose();

    private static ReadOnlySpan<byte> EndMark => "\r\n0\r\n\r\n"u8;

    private bool EndsChunks(int filled) => _buffer.AsSpan(0, filled).EndsWith(EndMark);

    private async ValueTask<int> SendAndReadHeadAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        while (request.Length > 0)
            request = request[await _socket.SendAsync(request, cancellation)..];
        var filled = 0;
        do
            filled += await ReceiveAsync(_buffer.AsMemory(filled), cancellation);
        while (_buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) < 0);
        return filled;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation)
    {
        var read = await _socket.ReceiveAsync(into, cancellation);
        return read > 0 ? read : throw new InvalidOperationException("the proxy closed the connection inside an answer");
    }

    /// <summary>The header block's length, and the body's when it is declared.</summary>
    private static (int Length, long? Body) Head(ReadOnlySpan<byte> received)
    {
        var length = received.IndexOf("\r\n\r\n"u8) + 4;
        var head = Encoding.Latin1.GetString(received[..length]);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            throw new InvalidOperationException("unexpected answer: " + Encoding.Latin1.GetString(received));
        const string Declared = "\r\nContent-Length: ";
        var at = head.IndexOf(Declared, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return (length, null);
        at += Declared.Length;
        return (length, long.Parse(head.AsSpan(at, head.IndexOf('\r', at) - at), CultureInfo.InvariantCulture));
    }
}
