using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>A stream that has told its last fact, over connections that break or are ended by others.</summary>
public sealed class BrokenBehindReasonTests
{
    public static TheoryData<char, Wire> Plays
    {
        get
        {
            var plays = new TheoryData<char, Wire>();
            foreach (var wire in Enum.GetValues<Wire>())
            {
                plays.Add('m', wire);
                plays.Add('c', wire);
            }

            return plays;
        }
    }

    [Theory]
    [MemberData(nameof(Plays))]
    public async Task A_connection_that_breaks_may_have_had_more_to_tell(char protocol, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, wire: wire);
        using var talk = await fixture.CallAsync(FamilyOf(protocol));
        var sent = StreamParts.Of(protocol, ["begin", "text", "reason"]);
        talk.Upstream.Send(sent);
        await talk.ReadUntilAsync(sent);

        talk.Upstream.Die();

        (await talk.ReadToEndAsync()).Should().Be(protocol == 'm', "a chat client takes a good end for a whole answer");
        talk.Text.Should().StartWith(sent).And.Contain("broke off");
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
    }

    [Theory]
    [MemberData(nameof(Plays))]
    public async Task The_record_is_closed_before_the_client_is_given_the_end(char protocol, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, wire: wire);
        using var talk = await fixture.CallAsync(FamilyOf(protocol));
        var sent = StreamParts.Of(protocol, ["begin", "text", "reason", "usage"]);
        talk.Upstream.Send(sent);
        await talk.ReadUntilAsync(sent);
        (await fixture.Bridge.InterceptionAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("in_progress", "more may come");

        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        talk.Text.Should().Be(sent);
        var row = await fixture.Bridge.InterceptionAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(9);
        row.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Plays))]
    public async Task Between_the_last_fact_and_the_end_a_silence_is_still_bridged(char protocol, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, wire: wire);
        var family = FamilyOf(protocol);
        using var talk = await fixture.CallAsync(family);
        var sent = StreamParts.Of(protocol, ["begin", "text", "reason"]);
        talk.Upstream.Send(sent);
        await talk.ReadUntilAsync(sent);

        await fixture.PassTimeUntilAsync(talk.ReadUntilAsync(text => text.EndsWith(family.Ping, StringComparison.Ordinal)), TimeSpan.FromSeconds(15));
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    private static Family FamilyOf(char protocol) => protocol == 'm' ? Family.Anthropic : Family.Chat;
}
