using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class SilenceTests
{
    public static TheoryData<Family> Families => Family.All;

    public static TheoryData<Family, Wire> OnEveryWire => Family.OnEveryWire;

    [Theory]
    [MemberData(nameof(OnEveryWire))]
    public async Task Twenty_five_seconds_after_the_headers_a_ping_has_come_and_the_answer_arrives_whole(Family family, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 86400, wire: wire);
        using var talk = await fixture.CallAsync(family);

        await fixture.PassTimeUntilAsync(talk.ReadUntilAsync(text => text.Length > 0), TimeSpan.FromSeconds(25));
        talk.Upstream.Send(family.Begin + family.Half + family.Rest);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        talk.Text.Should().StartWith(family.Ping);
        talk.Text.Replace(family.Ping, "").Should().Be(family.Begin + family.Half + family.Rest);
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("responseBytes").GetInt64().Should().Be(Encoded(family.Begin + family.Half + family.Rest));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task No_ping_stands_inside_an_event(Family family)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 86400);
        using var talk = await fixture.CallAsync(family);
        using var other = await fixture.CallAsync(family);
        talk.Upstream.Send(family.Begin + family.Half);
        await fixture.PassTimeUntilAsync(talk.ReadUntilAsync(text => text.EndsWith("HALF")), TimeSpan.FromMilliseconds(50));

        // The other stream stands between events: once it has its pings, this one would have had them too.
        await fixture.PassTimeUntilAsync(other.ReadUntilAsync(text => text.Length >= 3 * family.Ping.Length), TimeSpan.FromSeconds(15));
        talk.Upstream.Send(family.Rest);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        talk.Text.Should().EndWith(family.Half + family.Rest);
    }

    [Theory]
    [MemberData(nameof(OnEveryWire))]
    public async Task Past_the_limit_the_upstream_is_closed_and_the_stream_ended_in_the_familys_way(Family family, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 0, silence: 300, wire: wire);
        using var talk = await fixture.CallAsync(family);
        talk.Upstream.Send(family.Begin);
        await talk.ReadUntilAsync(family.Begin);

        var reading = talk.ReadToEndAsync();
        await fixture.PassTimeUntilAsync(reading, TimeSpan.FromSeconds(100));

        (await reading).Should().Be(family != Family.Chat, "only a chat's connection is cut");
        await talk.Upstream.Closed.WaitAsync(RelayedStream.Limit);
        talk.Text.Should().StartWith(family.Begin);
        family.ErrorOf(talk.Text[family.Begin.Length..]).GetProperty("message").GetString().Should().Contain("300 seconds");
        await IsTimeoutAsync(fixture, talk);
    }

    [Fact]
    public async Task Pings_do_not_hide_a_silent_upstream()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, keepAlive: 15, silence: 60);
        using var talk = await fixture.CallAsync(Family.Anthropic);

        var reading = talk.ReadToEndAsync();
        await fixture.PassTimeUntilAsync(reading, TimeSpan.FromSeconds(5));

        (await reading).Should().BeTrue();
        talk.Text.Should().StartWith(Family.Anthropic.Ping);
        Family.Anthropic.ErrorOf(talk.Text.Replace(Family.Anthropic.Ping, "")).GetProperty("type").GetString().Should().Be("overloaded_error");
        await IsTimeoutAsync(fixture, talk);
    }

    [Fact]
    public async Task Behind_the_terminal_event_silence_is_a_good_end()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 60);
        using var talk = await fixture.CallAsync(Family.Anthropic);
        var whole = Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest;
        talk.Upstream.Send(whole);
        await talk.ReadUntilAsync(whole);

        var reading = talk.ReadToEndAsync();
        await fixture.PassTimeUntilAsync(reading, TimeSpan.FromSeconds(20));

        (await reading).Should().BeTrue();
        talk.Text.Should().Be(whole);
        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    private static int Encoded(string text) => System.Text.Encoding.UTF8.GetByteCount(text);

    private static async Task IsTimeoutAsync(StreamFixture fixture, RelayedStream talk)
    {
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("timeout");
    }
}
