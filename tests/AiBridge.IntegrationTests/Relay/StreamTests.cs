using System.Text;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Relay;

public sealed class StreamTests
{
    [Fact]
    public async Task Each_event_is_given_on_before_the_next_one_exists()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        using var mayGoOn = new SemaphoreSlim(0);
        var events = Traffic.AnthropicStream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text => text + "\n\n").ToArray();
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            foreach (var text in events)
            {
                await context.Response.WriteAsync(text);
                await context.Response.Body.FlushAsync();
                await mayGoOn.WaitAsync(TimeSpan.FromSeconds(10));
            }
        });

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();

        foreach (var text in events)
        {
            // The upstream waits until this very event has arrived: a buffer anywhere in between would hang here.
            (await ReadExactlyAsync(body, Encoding.UTF8.GetByteCount(text))).Should().Be(text);
            mayGoOn.Release();
        }

        (await body.ReadAsync(new byte[1])).Should().Be(0);
    }

    [Fact]
    public async Task A_chunk_cut_inside_a_character_arrives_whole_and_is_understood()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var bytes = Traffic.Utf8(Traffic.AnthropicStream);
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            foreach (var b in bytes)
            {
                await context.Response.Body.WriteAsync(new[] { b });
                await context.Response.Body.FlushAsync();
            }
        });

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(bytes);
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(9);
        row.GetProperty("responseBytes").GetInt64().Should().Be(bytes.Length);
    }

    private static async Task<string> ReadExactlyAsync(Stream body, int length)
    {
        var buffer = new byte[length];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await body.ReadExactlyAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer);
    }
}
