using System.Net.Http.Headers;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.Providers.Dumps;

namespace AiBridge.Upstream.Dumping;

/// <summary>One call's two files, <c>{provider}-{interception id}-{attempt}-request.http</c> and <c>…-response.http</c>: start line, headers, an empty line, and the body as it went over the wire. Headers that hold credentials are masked, and so is every credential of the exchange wherever it stands.</summary>
internal sealed class DumpedCall(TrafficDump dump, Exchange exchange)
{
    private readonly int _attempt = exchange.Attempts.Count + 1;

    public void Sent(HttpRequestMessage request)
    {
        using var file = Open("request");
        file.Write(Head($"{request.Method} {DumpMask.OfTarget(request.RequestUri!.OriginalString)} HTTP/{request.Version}", request.Headers, request.Content?.Headers));
        if (exchange.Body is { } body)
            file.Write(body.Memory.Span);
    }

    /// <returns>The file the body goes on in.</returns>
    public DumpFile Came(HttpResponseMessage response)
    {
        var file = Open("response");
        file.Write(Head($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}", response.Headers, response.Content.Headers));
        return file;
    }

    private DumpFile Open(string kind) =>
        dump.Open(exchange.Provider.Options.DumpDirectory!, DumpedFile.NameOf(exchange.Provider.Name, exchange.Id, _attempt, kind), exchange.Credentials);

    private static byte[] Head(string startLine, HttpHeaders headers, HttpContentHeaders? ofContent)
    {
        var head = new StringBuilder(startLine).Append("\r\n");
        Append(head, headers);
        if (ofContent is not null)
            Append(head, ofContent);
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static void Append(StringBuilder head, HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                head.Append(name).Append(": ").Append(DumpMask.OfHeader(name, value)).Append("\r\n");
        }
    }
}
