using System.IO.Compression;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>One row of <c>answers.txt</c> in one of its protocols and ways.</summary>
internal sealed record AnswerRow(string Text, char Protocol, string Way, string Type, string Body, string Record, string Words)
{
    private static readonly string[] Ways = ["blocking length", "streamed length", "streamed chunks", "blocking chunks", "streamed packed"];

    public string Path => Protocol switch { 'm' => "/v1/messages", 'c' => "/v1/chat/completions", 'r' => "/v1/responses", _ => "/v1/responses/compact" };

    public string Request
    {
        get
        {
            var asked = Protocol is 'r' or 'x' ? "\"input\":\"hello\"" : "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
            return $$"""{"model":"gpt-test","stream":{{(Way.StartsWith("streamed", StringComparison.Ordinal) ? "true" : "false")}},{{asked}}}""";
        }
    }

    public byte[] Bytes
    {
        get
        {
            var plain = Traffic.Utf8(Body == "(nothing)" ? "" : Body.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\ufeff", "\ufeff", StringComparison.Ordinal));
            if (!Way.EndsWith("packed", StringComparison.Ordinal))
                return plain;
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(plain);
            return packed.ToArray();
        }
    }

    public static IReadOnlyList<AnswerRow> Read() =>
    [
        .. from line in File.ReadLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "interception", "answers.txt"))
           where line.Length > 0 && line[0] != '#'
           let cells = line.Split('|').Select(cell => cell.Trim(' ')).ToArray()
           from protocol in cells[0]
           from way in Ways
           select new AnswerRow(line, protocol, way, cells[1], cells[2], cells[3], cells[4]),
    ];

    public async Task AnswerAsync(HttpContext context)
    {
        await context.ReadAsync();
        var bytes = Bytes;
        if (Type != "-")
            context.Response.ContentType = Type;
        if (Way.EndsWith("packed", StringComparison.Ordinal))
            context.Response.Headers.ContentEncoding = "gzip";
        if (Way.EndsWith("length", StringComparison.Ordinal))
            context.Response.ContentLength = bytes.Length;
        else
            await context.Response.StartAsync();
        await context.Response.Body.WriteAsync(bytes);
    }
}
