using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>On HTTP/1.0 a body without a length ends with its connection: a good end would make half an answer a whole one.</summary>
public sealed class Http10CutTests
{
    [Theory]
    [InlineData(Answers.Json, "{\"id\":")]
    [InlineData(Answers.EventStream, "event: message_start\ndata: {")]
    public async Task An_answer_cut_short_resets_the_connection_behind_what_had_come(string contentType, string half)
    {
        await using var fixture = await StreamFixture.StartAsync();
        var script = new HeldAnswer(contentType);
        fixture.Upstream.Expect(script.AnswerAsync);
        script.Send(half);
        using var client = await RawClient.SendAsync(fixture.Bridge, Family.Anthropic, version: "1.0");
        await client.ReadUntilAsync(half);

        script.Die();

        (await client.ReadToEndAsync(4096, TimeSpan.Zero)).Should().Be(("", true));
    }

    [Fact]
    public async Task So_does_a_passthrough_answer()
    {
        const string Half = "{\"input_tokens\":1";
        await using var fixture = await StreamFixture.StartAsync();
        var script = new HeldAnswer(Answers.Json);
        fixture.Upstream.Expect(script.AnswerAsync);
        script.Send(Half);
        using var client = await RawClient.SendAsync(fixture.Bridge, Family.Anthropic with { Path = Traffic.Messages + "/count_tokens" }, version: "1.0");
        await client.ReadUntilAsync(Half);

        script.Die();

        (await client.ReadToEndAsync(4096, TimeSpan.Zero)).Should().Be(("", true));
    }

    [Fact]
    public async Task A_stream_that_can_be_told_its_end_ends_well()
    {
        await using var fixture = await StreamFixture.StartAsync();
        var script = new HeldAnswer();
        fixture.Upstream.Expect(script.AnswerAsync);
        script.Send(Family.Anthropic.Begin);
        using var client = await RawClient.SendAsync(fixture.Bridge, Family.Anthropic, version: "1.0");
        await client.ReadUntilAsync(Family.Anthropic.Begin);

        script.Die();

        var (received, reset) = await client.ReadToEndAsync(4096, TimeSpan.Zero);
        received.Should().StartWith("event: error\n");
        reset.Should().BeFalse();
    }
}
