using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace AiBridge.Benchmarks.Soak;

/// <summary>Sends requests and reads, or does not read, the answers.</summary>
internal sealed class SoakClient(Uri bridge, string token, int seed) : IDisposable
{
    private const int SmallBuffer = 4096;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(SoakBridgeRole.SlowClientSeconds + 3);
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _quick = Client(null);
    private readonly HttpClient _slow = Client(SmallBuffer);

    /// <summary>Never throws.</summary>
    public async Task<SoakOutcome> SendAsync(SoakCase request)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        if (request.Manner == ClientManner.LeavesBeforeAnswer)
            leave.CancelAfter(request.LeavesAfter);
        try
        {
            var client = request.Manner is ClientManner.ReadsSlowly or ClientManner.Stalls ? _slow : _quick;
            using var message = Message(request);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            return await AnsweredAsync(request, response, leave.Token);
        }
        catch (OperationCanceledException)
        {
            return limit.IsCancellationRequested ? new(request.Number, "hung", null, IsFault: true) : new(request.Number, "client left before the answer", null);
        }
        catch (HttpRequestException failure)
        {
            return new(request.Number, $"no answer: {failure.HttpRequestError}", null, IsFault: true);
        }
    }

    public void Dispose()
    {
        _quick.Dispose();
        _slow.Dispose();
    }

    private async Task<SoakOutcome> AnsweredAsync(SoakCase request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var id = Header(response, "X-AiBridge-Interception-Id");
        var (body, ended, left) = await ReadAsync(request, response, cancellation);
        if (left)
            return new(request.Number, "client left inside the answer", id);
        if (Header(response, "X-AiBridge-Error") is { } code)
            return new(request.Number, $"{(int)response.StatusCode} {code}", id, "failed");
        if (!int.TryParse(Header(response, SoakUpstreamRole.AttemptHeader), CultureInfo.InvariantCulture, out var attempt))
            return new(request.Number, $"{(int)response.StatusCode} of unknown origin", id, IsFault: true);
        var script = SoakScript.Of(seed, request, attempt);
        if ((int)response.StatusCode == 200)
            return SoakJudge.Body(request, script, body, id, ended);
        return script.Status == 200
            ? new(request.Number, $"{(int)response.StatusCode} made of the first event", id, "failed")
            : new(request.Number, $"{script.Status} of the upstream", id, "failed", IsFault: (int)response.StatusCode != script.Status || body != script.Text);
    }

    private static async Task<(string Body, bool Ended, bool Left)> ReadAsync(SoakCase request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var isSlow = request.Manner == ClientManner.ReadsSlowly;
        if (request.Manner == ClientManner.Stalls)
            await Task.Delay(StallTime, cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[isSlow ? 1024 : 32 * 1024];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                body.Write(buffer, 0, read);
                if (request.Manner == ClientManner.LeavesInAnswer && body.Length > request.LeavesAfter)
                    return ("", false, true);
                if (isSlow)
                    await Task.Delay(SlowPause, cancellation);
            }

            return (Text(body), true, false);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return (Text(body), false, false);
        }
    }

    private HttpRequestMessage Message(SoakCase request)
    {
        var (path, agent, session) = request.Protocol switch
        {
            SoakProtocol.AnthropicMessages => ("/anthropic/v1/messages", "claude-cli/2.1.197", "x-claude-code-session-id"),
            SoakProtocol.OpenAiResponses => ("/openai/v1/responses", "codex_cli_rs/0.169.0", "session-id"),
            _ => ("/openai/v1/chat/completions", "opencode/1.18.33", "x-opencode-session"),
        };
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(bridge, path)) { Content = new ByteArrayContent(SoakBody.Of(request)) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Add("X-AiBridge-Token", token);
        message.Headers.Add("User-Agent", $"{agent} {SoakRows.AgentMark}{request.Number}");
        message.Headers.Add(session, $"session-{request.Session}");
        message.Headers.Add(SoakUpstreamRole.NumberHeader, request.Number.ToString(CultureInfo.InvariantCulture));
        return message;
    }

    private static HttpClient Client(int? receiveBuffer) => new(new SocketsHttpHandler
    {
        // Leaving closes the connection: that is what is to be seen.
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (receiveBuffer is { } size)
                socket.ReceiveBufferSize = size;
            await socket.ConnectAsync(IPEndPoint.Parse($"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}"), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.GetBuffer(), 0, (int)body.Length);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
