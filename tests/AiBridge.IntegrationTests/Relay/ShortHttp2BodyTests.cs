using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>An upstream at the level of frames (RFC 9113): no sound server ends a body before its promised length.</summary>
public sealed class ShortHttp2BodyTests
{
    private const string Admin = "aib_ShortBodyTestAdminToken00000000000000000000";
    private const string Told = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_h2\"}}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";

    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1, Status200 = 0x88;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_body_that_ends_before_its_promised_length_is_cut_and_recorded_as_broken_off()
    {
        var (_, whole, row) = await CallAsync(async (wire, stream, _) =>
        {
            await SendAsync(wire, Headers, EndHeaders, stream, [Status200, .. Literal("content-type", Answers.Json), .. Literal("content-length", "500")]);
            await SendAsync(wire, Data, EndStream, stream, Traffic.Utf8(Traffic.AnthropicAnswer));
        });

        whole.Should().BeFalse();
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
    }

    [Fact]
    public async Task A_stream_that_ends_behind_its_last_fact_is_whole()
    {
        var (received, whole, row) = await CallAsync(async (wire, stream, _) =>
        {
            await SendAsync(wire, Headers, EndHeaders, stream, [Status200, .. Literal("content-type", Answers.EventStream)]);
            await SendAsync(wire, Data, 0, stream, Traffic.Utf8(Told));
            await SendAsync(wire, Data, EndStream, stream, []);
        });

        (received, whole).Should().Be((Told, true));
        row.GetProperty("status").GetString().Should().Be("completed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_stream_that_is_reset_behind_its_last_fact_is_not(byte code)
    {
        var (received, _, row) = await CallAsync(async (wire, stream, told) =>
        {
            await SendAsync(wire, Headers, EndHeaders, stream, [Status200, .. Literal("content-type", Answers.EventStream)]);
            await SendAsync(wire, Data, 0, stream, Traffic.Utf8(Told));
            // .NET's client drops what it has not read when a stream is reset: sooner, the answer has never begun.
            await told;
            await SendAsync(wire, Reset, 0, stream, [0, 0, 0, code]);
        });

        received.Should().Contain("event: error").And.Contain("broke off");
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
    }

    private static async Task<(string Received, bool Whole, JsonElement Row)> CallAsync(Func<SslStream, byte, Task, Task> answer)
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-short-").FullName;
        var authority = Path.Combine(folder, "authority.pem");
        using var certificate = Http2UpstreamTests.Certificate(authority);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), JsonSerializer.Serialize(new
        {
            Providers = new[] { new { Type = "anthropic", BaseUrl = $"https://{listener.LocalEndpoint}", Keys = new[] { Config.AnthropicKey }, MaxRetries = 0, FirstEventHoldSeconds = 0 } },
        }));
        using var bridge = await BridgeProcess.StartAsync(folder, Admin, authority);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = ServeAsync(listener, certificate, (wire, stream) => answer(wire, stream, told.Task));

        using var received = new MemoryStream();
        var whole = true;
        using (var response = await bridge.Client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin), HttpCompletionOption.ResponseHeadersRead))
        {
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync();
                var piece = new byte[Told.Length];
                for (int read; (read = await body.ReadAsync(piece)) > 0;)
                {
                    received.Write(piece, 0, read);
                    if (received.Length >= Told.Length)
                        told.TrySetResult();
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or HttpIOException)
            {
                whole = false;
            }
        }

        var row = await ClosedRowAsync(bridge);
        bridge.Kill();
        await serving;
        Directory.Delete(folder, recursive: true);
        return (Encoding.UTF8.GetString(received.ToArray()), whole, row);
    }

    private static async Task<JsonElement> ClosedRowAsync(BridgeProcess bridge)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var rows = await bridge.AllInterceptionsAsync(Admin);
            if (rows.Count == 1 && rows[0].GetProperty("status").GetString() != "in_progress")
                return rows[0];
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Answers the first request of the first connection, and takes what comes until the other side has gone.</summary>
    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, Func<SslStream, byte, Task> answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var wire = new SslStream(client.GetStream());
        await wire.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] });
        try
        {
            await wire.ReadExactlyAsync(new byte[24]);
            await SendAsync(wire, Settings, 0, 0, []);
            await SendAsync(wire, Settings, Ack, 0, []);
            var head = new byte[9];
            while (true)
            {
                await wire.ReadExactlyAsync(head);
                await wire.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]]);
                if (head[3] == Headers)
                    await answer(wire, head[8]);
            }
        }
        catch (IOException)
        {
            // The bridge has gone.
        }
    }

    private static ValueTask SendAsync(SslStream wire, byte type, byte flags, byte stream, byte[] payload) =>
        wire.WriteAsync((byte[])[0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload]);

    /// <summary>Without indexing, not Huffman coded (RFC 7541 §6.2.2).</summary>
    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
