using AiBridge.IntegrationTests.House;

namespace AiBridge.IntegrationTests.Interception;

public sealed class SlowClientTests
{
    [Fact]
    public async Task A_stalled_reader_is_cut_and_recorded_while_another_stream_goes_on()
    {
        await using var house = await StreamHouse.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 60);
        using var other = await house.CallAsync(Family.Anthropic);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        house.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.RequestAborted.Register(() => closed.TrySetResult());
            context.Response.ContentType = Answers.EventStream;
            var piece = Traffic.Utf8("data: {\"choices\":[{\"delta\":{\"content\":\"" + new string('x', 60_000) + "\"}}]}\n\n");
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(piece);
        });
        using var stalled = await RawClient.SendAsync(house.Bridge, Family.Chat, receiveBuffer: 4096);

        await house.PassTimeUntilAsync(closed.Task, TimeSpan.FromSeconds(5));
        other.Upstream.Send(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
        other.Upstream.End();

        (await other.ReadToEndAsync()).Should().BeTrue();
        (await house.RowAsync(other.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
        var rows = (await house.Bridge.InterceptionsAsync("?providerName=openai")).EnumerateArray().ToArray();
        var row = await house.RowAsync(rows.Single().GetProperty("id").GetString()!);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("slow_client");
    }

    [Fact]
    public async Task A_client_that_reads_is_not_cut_however_silent_the_upstream_is()
    {
        await using var house = await StreamHouse.StartAsync(manualClock: true, keepAlive: 0, silence: 86400, slowClient: 5);
        using var talk = await house.CallAsync(Family.Anthropic);
        talk.Upstream.Send(Family.Anthropic.Begin);
        await talk.ReadUntilAsync(Family.Anthropic.Begin);

        for (var minute = 0; minute < 10; minute++)
            house.Clock!.Advance(TimeSpan.FromMinutes(1));
        talk.Upstream.Send(Family.Anthropic.Half + Family.Anthropic.Rest);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
    }
}
