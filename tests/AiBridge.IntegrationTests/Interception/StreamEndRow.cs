using System.Globalization;
using System.IO.Compression;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>One row of <c>stream-ends.txt</c> in one of its protocols.</summary>
internal sealed record StreamEndRow(string Text, char Protocol, string[] Parts, string Framing, string Seen, string Record, string Circuit)
{
    public string Path => Protocol switch { 'm' => "/v1/messages", 'c' => "/v1/chat/completions", _ => "/v1/responses" };

    public bool Packed => Framing.StartsWith("gzip ", StringComparison.Ordinal);

    /// <summary>The body's bytes, as the client must get them.</summary>
    public byte[] Body
    {
        get
        {
            var plain = Traffic.Utf8(StreamParts.Of(Protocol, Parts));
            if (!Packed)
                return plain;
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(plain);
            return packed.ToArray();
        }
    }

    /// <summary>The answer at the socket, in Latin-1.</summary>
    public string Answer
    {
        get
        {
            var body = Encoding.Latin1.GetString(Body);
            var head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\n" + (Packed ? "Content-Encoding: gzip\r\n" : "");
            var chunk = body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n" + body + "\r\n";
            return Framing.Split(' ')[^1] switch
            {
                "chunked" => $"{head}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n",
                "torn" => $"{head}Transfer-Encoding: chunked\r\n\r\n{chunk}",
                "length" => $"{head}Content-Length: {body.Length}\r\n\r\n{body}",
                "short" => $"{head}Content-Length: {body.Length + 50}\r\n\r\n{body}",
                _ => $"{head}\r\n{body}",
            };
        }
    }

    public static IReadOnlyList<StreamEndRow> Read() =>
    [
        .. from line in File.ReadLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "interception", "stream-ends.txt"))
           where line.Length > 0 && line[0] != '#'
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           from protocol in cells[0]
           select new StreamEndRow(line, protocol, cells[1].Split(' '), cells[2], cells[3], cells[4], cells[5]),
    ];

    /// <summary>What the client got, in the table's word.</summary>
    public string SeenOf(byte[] received, bool whole)
    {
        var body = Body;
        if (received.AsSpan().SequenceEqual(body))
            return whole ? "same" : "cut";
        if (received.AsSpan().SequenceEqual(body.AsSpan(..^1)))
            return whole ? "last byte lost" : "last";
        // The half event of a death is not given.
        var sound = Traffic.Utf8(StreamParts.Of(Protocol, Parts.Where(part => part != "half")));
        if (!received.AsSpan().StartsWith(sound))
            return "other bytes";
        var end = Encoding.UTF8.GetString(received.AsSpan(sound.Length));
        // A chat client takes a good end for a whole answer.
        var told = Protocol switch { 'm' => "event: error\n", 'c' => "data: {\"error\":", _ => "event: response.failed\n" };
        return end.StartsWith(told, StringComparison.Ordinal) && end.Contains("broke off") && whole == (Protocol != 'c') ? "told" : $"{end} whole={whole}";
    }
}
