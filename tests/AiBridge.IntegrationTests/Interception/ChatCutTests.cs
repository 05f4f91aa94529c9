using System.Diagnostics;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class ChatCutTests
{
    private const int Calls = 200;
    private const int AtOnce = 25;
    private static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(Wire.Plain, 16 * 1024, 0)]
    [InlineData(Wire.Plain, 64, 2)]
    [InlineData(Wire.Http11, 16 * 1024, 0)]
    [InlineData(Wire.Http11, 64, 2)]
    public async Task The_error_object_has_arrived_before_the_incomplete_body_ends(Wire wire, int piece, int pauseMilliseconds)
    {
        // The clock stands: the half event stays held however busy the machine is, and nothing here may depend on a time.
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, wire: wire);
        fixture.Upstream.Always(async context =>
        {
            var script = new HeldAnswer();
            script.Send(Family.Chat.Begin + Family.Chat.Half);
            script.End();
            await script.AnswerAsync(context);
        });

        var ends = new List<(string Received, bool Reset, TimeSpan Took)>();
        foreach (var batch in Enumerable.Range(0, Calls).Chunk(AtOnce))
            ends.AddRange(await Task.WhenAll(batch.Select(_ => CallAsync(fixture, piece, TimeSpan.FromMilliseconds(pauseMilliseconds)))));

        ends.Should().HaveCount(Calls);
        ends.Min(end => end.Took).Should().BeLessThan(LongestCut, "a cut reaches the client by itself: not all of them can have had to wait until the bridge gives up");
        ends.Should().OnlyContain(end => !end.Reset);
        ends.Should().OnlyContain(end => end.Received.Contains("data: {\"error\":{") && end.Received.Contains("broke off"));
        ends.Should().OnlyContain(end => !end.Received.Contains("\r\n0\r\n\r\n"), "the chunked body must be incomplete");
        ends.Should().OnlyContain(end => !end.Received.Contains("HALF"));
    }

    private static async Task<(string Received, bool Reset, TimeSpan Took)> CallAsync(StreamFixture fixture, int piece, TimeSpan pause)
    {
        var since = Stopwatch.GetTimestamp();
        using var client = await RawClient.SendAsync(fixture.Bridge, Family.Chat, receiveBuffer: pause > TimeSpan.Zero ? 1024 : null);
        var (received, reset) = await client.ReadToEndAsync(piece, pause);
        return (received, reset, Stopwatch.GetElapsedTime(since));
    }
}
