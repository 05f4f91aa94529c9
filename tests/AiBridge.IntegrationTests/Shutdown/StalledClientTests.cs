using System.Net.Sockets;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Shutdown;

public sealed class StalledClientTests
{
    [Fact]
    public async Task A_client_that_reads_nothing_does_not_hold_up_the_end()
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 1);
        TaskCompletionSource full = new(), closed = new();
        fixture.Upstream.Expect(context => FloodAsync(context, full, closed));
        var address = new Uri(fixture.Bridge.Address);
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address.Host, address.Port);
        var body = Traffic.AnthropicRequest;
        await client.GetStream().WriteAsync(Traffic.Utf8(
            $"POST {Traffic.Messages} HTTP/1.1\r\nHost: {address.Authority}\r\nX-AiBridge-Token: {DrainFixture.Admin}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        await full.Task.WaitAsync(TimeSpan.FromSeconds(20));

        await fixture.Bridge.TerminateAsync();

        (await fixture.Bridge.ExitCodeAsync(TimeSpan.FromSeconds(11))).Should().Be(0);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(5));
        var row = (await fixture.RowsAfterRestartAsync()).Should().ContainSingle().Subject;
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("shutdown");
    }

    /// <summary>Sends until nothing more is taken.</summary>
    private static async Task FloodAsync(HttpContext context, TaskCompletionSource full, TaskCompletionSource closed)
    {
        await context.ReadAsync();
        context.RequestAborted.Register(() => closed.TrySetResult());
        context.Response.ContentType = Answers.EventStream;
        var piece = "event: ping\ndata: {\"type\":\"ping\",\"x\":\"" + new string('x', 60_000) + "\"}\n\n";
        try
        {
            while (true)
            {
                var write = context.Response.WriteAsync(piece, context.RequestAborted);
                if (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(1))) != write)
                    full.TrySetResult();
                await write;
            }
        }
        catch (OperationCanceledException)
        {
            // The bridge has gone.
        }
    }
}
