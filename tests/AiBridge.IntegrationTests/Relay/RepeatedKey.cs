using System.IO.Compression;
using System.Text;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Answers in which the upstream repeats the key it was called with, written as <c>KEY</c>.</summary>
internal static class RepeatedKey
{
    public const string CountTokens = "/anthropic/v1/messages/count_tokens";
    public const string Stars = "*************************************";

    public static string KeyOf(string path) => path.Contains("openai", StringComparison.Ordinal) ? Config.OpenAiKey : Config.AnthropicKey;

    public static string With(string text, string key) => text.Replace("KEY", key, StringComparison.Ordinal);

    // An answer whose second part the upstream sends when the client has all that comes before the key: split bytes of the key belong to the first part, or all.
    public static async Task<(string Got, string? Recorded)> InTwoAsync(string path, int status, string contentType, string text, int? split)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        if (path.EndsWith("resp_own", StringComparison.Ordinal))
        {
            upstream.Expect(Answers.Json, """{"id":"resp_own","object":"response","status":"completed","output":[]}""");
            (await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"m","input":"x"}"""))).EnsureSuccessStatusCode();
        }

        var at = text.IndexOf("KEY", StringComparison.Ordinal);
        var all = With(text, KeyOf(path));
        var cut = split is { } bytes ? at + bytes : all.Length;
        var gate = new TaskCompletionSource();
        upstream.Expect(InTwo(contentType, status, all[..cut], all[cut..], gate));
        using var response = await AskAsync(bridge, path);
        var got = await ReadAsync(response, all[..at], gate);
        var recorded = response.Headers.Contains("X-AiBridge-Interception-Id") ? (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorMessage").GetString() : null;
        return (got, recorded);
    }

    public static Task<HttpResponseMessage> AskAsync(Bridge bridge, string path)
    {
        var request = path.EndsWith("resp_own", StringComparison.Ordinal) ? bridge.Get(path) : bridge.Post(path, Traffic.AnthropicRequest.Replace("\"messages\"", "\"input\":\"x\",\"messages\"", StringComparison.Ordinal));
        return bridge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static RequestDelegate InTwo(string contentType, int status, string first, string second, TaskCompletionSource gate) => async context =>
    {
        await context.ReadAsync();
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(first);
        await context.Response.Body.FlushAsync();
        await gate.Task;
        await context.Response.WriteAsync(second);
    };

    public static async Task<string> ReadAsync(HttpResponseMessage response, string untilThen, TaskCompletionSource gate)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var got = new MemoryStream();
        var body = await response.Content.ReadAsStreamAsync(limit.Token);
        var buffer = new byte[4096];
        int read;
        do
        {
            if (Encoding.UTF8.GetString(got.ToArray()).StartsWith(untilThen, StringComparison.Ordinal))
                gate.TrySetResult();
            read = await body.ReadAsync(buffer, limit.Token);
            got.Write(buffer, 0, read);
        }
        while (read > 0);
        return Encoding.UTF8.GetString(got.ToArray());
    }

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
