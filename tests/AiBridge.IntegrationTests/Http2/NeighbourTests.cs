using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Http2;

/// <summary>What becomes of one stream does not concern the others on its connection.</summary>
public sealed class NeighbourTests
{
    private const int DefaultWindow = 65_535;

    [Fact]
    public async Task A_stream_that_is_not_read_is_cut_and_recorded_while_its_neighbour_goes_on()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 60, wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge, DefaultWindow);
        var (neighbour, script) = await BeginAsync(fixture, client);
        var flood = new Flood();
        fixture.Upstream.Expect(flood.AnswerAsync);
        var stalled = await client.PostAsync(Family.Chat);

        await fixture.PassTimeUntilAsync(client.ReadUntilAsync(() => stalled.IsOver), TimeSpan.FromSeconds(5));
        await flood.Closed.WaitAsync(RelayedStream.Limit);

        stalled.Ended.Should().BeFalse();
        stalled.ResetCode.Should().Be(Http2Answer.InternalError);
        await IsAsync(fixture, "openai", "failed", "slow_client");
        await GoesOnAsync(fixture, client, neighbour, script);
    }

    [Fact]
    public async Task A_connection_of_which_nothing_is_read_holds_neither_upstream_nor_record()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 60, wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        var floods = Enumerable.Range(0, 3).Select(_ => new Flood()).ToArray();
        foreach (var flood in floods)
            fixture.Upstream.Expect(flood.AnswerAsync);
        foreach (var _ in floods)
            await client.PostAsync(Family.Chat);

        await fixture.PassTimeUntilAsync(Task.WhenAll(floods.Select(flood => flood.Closed)), TimeSpan.FromSeconds(5));

        foreach (var row in (await fixture.Bridge.InterceptionsAsync()).EnumerateArray().ToArray())
            (await fixture.RowAsync(row.GetProperty("id").GetString()!)).GetProperty("errorType").GetString().Should().Be("slow_client");
    }

    [Fact]
    public async Task A_stream_that_its_client_leaves_closes_its_upstream_alone()
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        var (neighbour, script) = await BeginAsync(fixture, client);
        var left = new HeldAnswer();
        left.Send(Family.Chat.Begin);
        fixture.Upstream.Expect(left.AnswerAsync);
        var leaving = await client.PostAsync(Family.Chat);
        await client.ReadUntilAsync(() => leaving.Text == Family.Chat.Begin);

        await client.CancelAsync(leaving);

        await left.Closed.WaitAsync(RelayedStream.Limit);
        await IsAsync(fixture, "openai", "cancelled", null);
        await GoesOnAsync(fixture, client, neighbour, script);
    }

    [Fact]
    public async Task A_client_that_leaves_before_its_answer_closes_the_upstream_alone()
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        var (neighbour, script) = await BeginAsync(fixture, client);
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously), closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            arrived.SetResult();
            await closed.Task;
        });
        var leaving = await client.PostAsync(Family.Chat);
        await arrived.Task.WaitAsync(RelayedStream.Limit);

        await client.CancelAsync(leaving);

        await closed.Task.WaitAsync(RelayedStream.Limit);
        await IsAsync(fixture, "openai", "cancelled", null);
        await GoesOnAsync(fixture, client, neighbour, script);
    }

    private static async Task<(Http2Answer Answer, HeldAnswer Script)> BeginAsync(StreamFixture fixture, Http2Client client)
    {
        var script = new HeldAnswer();
        script.Send(Family.Anthropic.Begin);
        fixture.Upstream.Expect(script.AnswerAsync);
        var answer = await client.PostAsync(Family.Anthropic);
        await client.ReadUntilAsync(() => answer.Text == Family.Anthropic.Begin);
        return (answer, script);
    }

    private static async Task GoesOnAsync(StreamFixture fixture, Http2Client client, Http2Answer answer, HeldAnswer script)
    {
        script.Send(Family.Anthropic.Half + Family.Anthropic.Rest);
        script.End();
        await client.ReadUntilAsync(() => answer.IsOver);

        answer.Ended.Should().BeTrue();
        answer.Text.Should().Be(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
        await IsAsync(fixture, "anthropic", "completed", null);
    }

    private static async Task IsAsync(StreamFixture fixture, string provider, string status, string? error)
    {
        var id = (await fixture.Bridge.InterceptionsAsync("?providerName=" + provider)).EnumerateArray().Single().GetProperty("id").GetString()!;
        var row = await fixture.RowAsync(id);
        row.GetProperty("status").GetString().Should().Be(status);
        row.GetProperty("errorType").GetString().Should().Be(error);
    }

    /// <summary>An upstream that sends for as long as it is taken.</summary>
    private sealed class Flood
    {
        private static readonly byte[] Piece = Traffic.Utf8("data: {\"choices\":[{\"delta\":{\"content\":\"" + new string('x', 60_000) + "\"}}]}\n\n");
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public async Task AnswerAsync(HttpContext context)
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => _closed.TrySetResult());
            context.Response.ContentType = Answers.EventStream;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(Piece);
        }
    }
}
