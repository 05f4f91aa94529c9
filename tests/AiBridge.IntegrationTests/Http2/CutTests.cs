using AiBridge.IntegrationTests.House;
using AiBridge.IntegrationTests.Interception;

namespace AiBridge.IntegrationTests.Http2;

public sealed class CutTests
{
    private const int Calls = 100;
    private const int AtOnce = 25;

    [Theory]
    [InlineData(16 * 1024, 0)]
    [InlineData(7, 1)]
    public async Task The_error_object_comes_before_the_reset_of_its_stream_and_the_connection_lives(int piece, int pauseMilliseconds)
    {
        await using var house = await StreamHouse.StartAsync(manualClock: true, wire: Wire.Http2);
        house.Upstream.Always(async context =>
        {
            var script = new UpstreamScript(Answers.EventStream, null);
            script.Send(Family.Chat.Begin + Family.Chat.Half);
            script.End();
            await script.AnswerAsync(context);
        });
        using var client = await Http2Client.ConnectAsync(house.Bridge, pace: (piece, TimeSpan.FromMilliseconds(pauseMilliseconds)));

        var answers = new List<Http2Answer>();
        foreach (var batch in Enumerable.Range(0, Calls).Chunk(AtOnce))
        {
            foreach (var _ in batch)
                answers.Add(await client.PostAsync(Family.Chat));
            await house.PassTimeUntilAsync(client.ReadUntilAsync(() => answers.All(answer => answer.IsOver)), TimeSpan.FromMilliseconds(10));
        }

        answers.Should().HaveCount(Calls).And.OnlyContain(answer => !answer.Ended && answer.ResetCode != null);
        answers.Should().OnlyContain(answer => answer.Text.StartsWith(Family.Chat.Begin + "data: {\"error\":{") && answer.Text.Contains("broke off"));
        client.IsOver.Should().BeFalse("only the stream is broken off");
    }
}
