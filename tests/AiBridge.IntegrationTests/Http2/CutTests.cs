using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;

namespace AiBridge.IntegrationTests.Http2;

public sealed class CutTests
{
    private const int Calls = 100;
    private const int AtOnce = 50;

    [Theory]
    [InlineData("broke off", 16 * 1024, 0)]
    [InlineData("broke off", 64, 1)]
    [InlineData("300 seconds", 16 * 1024, 0)]
    [InlineData("300 seconds", 64, 1)]
    public async Task The_error_object_comes_before_the_reset_of_its_stream_and_the_connection_lives(string words, int piece, int pauseMilliseconds)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 300, wire: Wire.Http2);
        var dies = words == "broke off";
        fixture.Upstream.Always(async context =>
        {
            var script = new HeldAnswer();
            script.Send(Family.Chat.Begin + (dies ? Family.Chat.Half : ""));
            if (dies)
                script.End();
            await script.AnswerAsync(context);
        });
        using var client = await Http2Client.ConnectAsync(fixture.Bridge, pace: (piece, TimeSpan.FromMilliseconds(pauseMilliseconds)));

        var answers = new List<Http2Answer>();
        foreach (var batch in Enumerable.Range(0, Calls).Chunk(AtOnce))
        {
            foreach (var _ in batch)
                answers.Add(await client.PostAsync(Family.Chat));
            await fixture.PassTimeUntilAsync(client.ReadUntilAsync(() => answers.All(answer => answer.IsOver)), dies ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(30));
        }

        answers.Should().HaveCount(Calls).And.OnlyContain(answer => !answer.Ended && answer.ResetCode == Http2Answer.InternalError);
        answers.Should().OnlyContain(answer => answer.Text.StartsWith(Family.Chat.Begin + "data: {\"error\":{") && answer.Text.Contains(words));
        client.IsOver.Should().BeFalse("only the stream is broken off");
    }
}
