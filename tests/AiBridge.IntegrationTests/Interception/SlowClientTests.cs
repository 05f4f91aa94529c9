using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class SlowClientTests
{
    [Fact]
    public async Task A_stalled_reader_is_cut_and_recorded_while_another_stream_goes_on()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 60);
        using var other = await fixture.CallAsync(Family.Anthropic);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            context.Response.ContentType = Answers.EventStream;
            var piece = Traffic.Utf8("data: {\"choices\":[{\"delta\":{\"content\":\"" + new string('x', 60_000) + "\"}}]}\n\n");
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(piece);
        });
        using var stalled = await RawClient.SendAsync(fixture.Bridge, Family.Chat, receiveBuffer: 4096);

        await fixture.PassTimeUntilAsync(closed.Task, TimeSpan.FromSeconds(5));
        other.Upstream.Send(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
        other.Upstream.End();

        (await other.ReadToEndAsync()).Should().BeTrue();
        (await fixture.RowAsync(other.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
        var rows = (await fixture.Bridge.InterceptionsAsync("?providerName=openai")).EnumerateArray().ToArray();
        var row = await fixture.RowAsync(rows.Single().GetProperty("id").GetString()!);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("slow_client");
    }

    [Fact]
    public async Task A_client_that_reads_is_not_cut_however_silent_the_upstream_is()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 5);
        using var talk = await fixture.CallAsync(Family.Anthropic);
        talk.Upstream.Send(Family.Anthropic.Begin);
        await talk.ReadUntilAsync(Family.Anthropic.Begin);

        for (var minute = 0; minute < 10; minute++)
            fixture.Clock!.Advance(TimeSpan.FromMinutes(1));
        talk.Upstream.Send(Family.Anthropic.Half + Family.Anthropic.Rest);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
    }
}
