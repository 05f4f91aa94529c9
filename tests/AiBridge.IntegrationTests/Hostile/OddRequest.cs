using System.Net;
using System.Net.Sockets;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>A request whose target and headers go out as they are written: over HTTP/1.1 at the socket, over HTTP/2 by a client that tidies nothing.</summary>
internal sealed record OddRequest(string Method, string Target, string Body = "")
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public List<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Of the caller's own, for the provider that the target names; null has the provider's key used.</summary>
    public OddRequest With(string token, string? own = null)
    {
        Headers.Add(("X-AiBridge-Token", token));
        if (own is not null)
            Headers.Add(Target.StartsWith("/anthropic", StringComparison.Ordinal) ? ("X-Api-Key", own) : ("Authorization", "Bearer " + own));
        if (Body.Length > 0)
            Headers.Add(("Content-Type", "application/json"));
        return this;
    }

    public async Task<OddAnswer> SendAsync(Bridge bridge) => bridge.Wire == Wire.Plain ? await OverSocketAsync(bridge) : await OverHttp2Async(bridge);

    private async Task<OddAnswer> OverSocketAsync(Bridge bridge)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(bridge.Address).Port, limit.Token);
        await using var wire = client.GetStream();
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        foreach (var (name, value) in Headers)
            head.Append($"{name}: {value}\r\n");
        if (Body.Length > 0)
            head.Append($"Content-Length: {Body.Length}\r\n");
        await wire.WriteAsync(Encoding.Latin1.GetBytes($"{head}\r\n{Body}"), limit.Token);
        using var received = new MemoryStream();
        await wire.CopyToAsync(received, limit.Token);
        var text = Encoding.Latin1.GetString(received.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        end.Should().BePositive("nothing is refused by silence");
        var lines = text[..end].Split("\r\n");
        var body = text[(end + 4)..];
        if (lines.Contains("Transfer-Encoding: chunked"))
            body = Unchunked(body);
        return new OddAnswer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), [.. lines.Skip(1).Select(Table.Header)], body);
    }

    private static string Unchunked(string body)
    {
        var whole = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            var length = Convert.ToInt32(body[at..line], 16);
            whole.Append(body, line + 2, length);
            at = line + 2 + length + 2;
        }

        return whole.ToString();
    }

    private async Task<OddAnswer> OverHttp2Async(Bridge bridge)
    {
        using var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(bridge.Address + Target, in AsWritten));
        if (Body.Length > 0)
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(Body));
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        }

        using var response = await bridge.SendAsync(request);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).SelectMany(header => header.Value.Select(value => (header.Key, value)));
        return new OddAnswer((int)response.StatusCode, [.. headers], await response.Content.ReadAsStringAsync());
    }
}

internal sealed record OddAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public IEnumerable<string> Values(string name) => Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
}
