using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class ClientLeavesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Before_the_headers_the_upstream_sees_it_and_the_row_says_cancelled()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        TaskCompletionSource arrived = new(), closed = new();
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            arrived.SetResult();
            await closed.Task;
        });
        using var leaving = new CancellationTokenSource();

        var call = bridge.Client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), leaving.Token);
        await arrived.Task.WaitAsync(Limit);
        await leaving.CancelAsync();

        await call.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var row = await OnlyRowAsync(bridge);
        row.GetProperty("status").GetString().Should().Be("cancelled");
        row.GetProperty("httpStatus").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_c\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1,\"cache_read_input_tokens\":7}}}\n\n", 3L)]
    public async Task In_the_stream_the_upstream_sees_it_and_the_usage_so_far_is_kept(string firstPart, long? inputTokens)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var held = upstream.ExpectHeld(first: firstPart);

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await using (var body = await response.Content.ReadAsStreamAsync())
        {
            if (firstPart.Length > 0)
                await body.ReadExactlyAsync(new byte[firstPart.Length]);
        }

        response.Dispose();

        await held.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        var row = await OnlyRowAsync(bridge);
        row.GetProperty("status").GetString().Should().Be("cancelled");
        row.GetProperty("httpStatus").GetInt32().Should().Be(200);
        if (inputTokens is null)
        {
            row.GetProperty("tokenUsage").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
            return;
        }

        row.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(inputTokens);
        row.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Right_after_the_terminal_event_it_is_still_completed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var held = upstream.ExpectHeld(first: Traffic.AnthropicStream);

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[Traffic.Utf8(Traffic.AnthropicStream).Length]);
        response.Dispose();

        await held.Closed.WaitAsync(Limit);
        (await OnlyRowAsync(bridge)).GetProperty("status").GetString().Should().Be("completed");
    }

    [Fact]
    public async Task An_upstream_that_breaks_off_is_failed_with_the_usage_so_far()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        TaskCompletionSource received = new();
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.Body.WriteAsync(Traffic.Utf8(Traffic.AnthropicStream[..400]));
            await context.Response.Body.FlushAsync();
            await received.Task.WaitAsync(Limit);
            context.Abort();
        });

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[200]);
        received.SetResult();
        await body.CopyToAsync(Stream.Null);

        var row = await OnlyRowAsync(bridge);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
        row.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeTrue();
    }

    /// <summary>The one row, once it is closed: the client knows nothing of that moment, so it is waited for.</summary>
    private static async Task<System.Text.Json.JsonElement> OnlyRowAsync(Bridge bridge)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var rows = await bridge.InterceptionsAsync();
            if (rows.GetArrayLength() == 1 && rows[0].GetProperty("status").GetString() != "in_progress")
                return rows[0];
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
