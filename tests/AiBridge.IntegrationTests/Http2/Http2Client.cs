using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Http2;

/// <summary>A client at the level of frames (RFC 9113): sees in which order they come, and reads and credits only what it wants to.</summary>
internal sealed class Http2Client : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1;
    private const ushort InitialWindowSize = 4;
    private const int Large = 1 << 30;

    private readonly Stream _wire;
    private readonly Bridge _bridge;
    private readonly Dictionary<int, Http2Answer> _answers = [];
    private int _nextStream = 1;

    private Http2Client(Stream wire, Bridge bridge) => (_wire, _bridge) = (wire, bridge);

    /// <summary>The server has said goodbye to the whole connection, or has ended it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Bytes read at a time from each frame, and the pause behind each; for a slow reader.</summary>
    public (int Piece, TimeSpan Pause) Pace { get; init; } = (16 * 1024, TimeSpan.Zero);

    /// <param name="bridge">Where to.</param>
    /// <param name="window">Bytes of each stream's body the server may send unasked.</param>
    /// <param name="pace">For a slow reader.</param>
    public static async Task<Http2Client> ConnectAsync(Bridge bridge, int window = Large, (int Piece, TimeSpan Pause)? pace = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, new Uri(bridge.Address).Port);
        var wire = await bridge.Wire.OverAsync(new NetworkStream(socket, ownsSocket: true), SslApplicationProtocol.Http2);
        var client = pace is { } slow ? new Http2Client(wire, bridge) { Pace = slow } : new Http2Client(wire, bridge);
        await wire.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await client.SendAsync(Settings, 0, 0, [0, (byte)InitialWindowSize, .. Number(window)]);
        await client.SendAsync(WindowUpdate, 0, 0, Number(Large));
        return client;
    }

    /// <summary>Asks; the answer grows while <see cref="ReadUntilAsync"/> reads.</summary>
    /// <param name="family">What for.</param>
    /// <param name="headers">More headers, lower case.</param>
    /// <param name="trailer">Sent behind the body.</param>
    public async Task<Http2Answer> PostAsync(Family family, (string Name, string Value)[]? headers = null, (string Name, string Value)? trailer = null)
    {
        var answer = new Http2Answer(_nextStream);
        _answers[answer.Stream] = answer;
        _nextStream += 2;
        (string Name, string Value)[] all =
        [
            (":method", "POST"), (":scheme", "https"), (":path", family.Path), (":authority", "localhost"),
            ("x-aibridge-token", _bridge.ProjectToken), ("content-type", "application/json"), .. headers ?? [],
        ];
        await SendAsync(Headers, EndHeaders, answer.Stream, [.. all.SelectMany(header => Literal(header.Name, header.Value))]);
        await SendAsync(Data, trailer is null ? EndStream : (byte)0, answer.Stream, Encoding.UTF8.GetBytes(family.Request));
        if (trailer is { } last)
            await SendAsync(Headers, EndHeaders | EndStream, answer.Stream, Literal(last.Name, last.Value));
        return answer;
    }

    /// <summary>Leaves one stream (CANCEL).</summary>
    public Task CancelAsync(Http2Answer answer) => SendAsync(Reset, 0, answer.Stream, Number(8));

    /// <summary>Takes frames as they come until this holds.</summary>
    public async Task ReadUntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        while (!done())
        {
            IsOver.Should().BeFalse("more was to come");
            await ReadFrameAsync(limit.Token);
        }
    }

    public void Dispose() => _wire.Dispose();

    private async Task ReadFrameAsync(CancellationToken limit)
    {
        var head = await ReadAsync(9, limit);
        var payload = await ReadAsync((head[0] << 16) | (head[1] << 8) | head[2], limit);
        var (type, flags, stream) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
        if (type is Settings or Ping && (flags & Ack) == 0)
            await SendAsync(type, Ack, 0, type == Ping ? payload : []);
        else if (type == GoAway)
            IsOver = true;
        else if (_answers.TryGetValue(stream, out var answer))
            Take(answer, type, flags, payload);
    }

    private static void Take(Http2Answer answer, byte type, byte flags, byte[] payload)
    {
        if (type == Data)
            answer.Body.Write(payload);
        if (type == Headers)
            answer.Head = [.. answer.Head, .. payload];
        if (type == Reset)
            answer.ResetCode = BinaryPrimitives.ReadInt32BigEndian(payload);
        answer.Ended |= type is Data or Headers && (flags & EndStream) != 0;
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken limit)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var piece = await _wire.ReadAsync(bytes.AsMemory(read, Math.Min(Pace.Piece, count - read)), limit);
            if (piece == 0)
                throw new EndOfStreamException("The connection has ended.");
            read += piece;
            if (Pace.Pause > TimeSpan.Zero)
                await Task.Delay(Pace.Pause, limit);
        }

        return bytes;
    }

    private async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] length = Number(payload.Length);
        await _wire.WriteAsync((byte[])[.. length[1..], type, flags, .. Number(stream), .. payload]);
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>HPACK's plainest form: a literal without indexing, not Huffman coded (RFC 7541 §6.2.2).</summary>
    private static byte[] Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        text.Length.Should().BeLessThan(127);
        return [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
    }
}

/// <summary>What has come on one stream so far.</summary>
internal sealed class Http2Answer(int stream)
{
    /// <summary>The error code that no client takes for a good end (RFC 9113 §7).</summary>
    public const int InternalError = 2;

    public int Stream { get; } = stream;

    public MemoryStream Body { get; } = new();

    /// <summary>The compressed headers.</summary>
    public byte[] Head { get; set; } = [];

    /// <summary>The server has marked the end: the body is whole.</summary>
    public bool Ended { get; set; }

    /// <summary>The server has broken it off, with this error code.</summary>
    public int? ResetCode { get; set; }

    public string Text => Encoding.UTF8.GetString(Body.ToArray());

    public bool IsOver => Ended || ResetCode is not null;
}
