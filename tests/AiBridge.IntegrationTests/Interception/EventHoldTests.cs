using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class EventHoldTests
{
    private static readonly Family Family = Family.Anthropic;

    [Fact]
    public async Task An_unfinished_event_goes_on_after_a_moment_without_another_byte()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true);
        using var talk = await fixture.CallAsync(Family);
        talk.Upstream.Send(Family.Begin + Family.Half);
        await talk.ReadUntilAsync(Family.Begin);

        await fixture.PassTimeUntilAsync(talk.ReadUntilAsync(Family.Begin + Family.Half), TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task An_event_too_big_to_hold_goes_on_at_once()
    {
        // The clock stands: only the size lets it go.
        await using var fixture = await StreamFixture.StartAsync(manualClock: true);
        using var talk = await fixture.CallAsync(Family);
        talk.Upstream.Send(Family.Begin + Family.Half + new string('x', 100_000));

        await talk.ReadUntilAsync(text => text.Length > Family.Begin.Length + 64_000);
    }

    [Fact]
    public async Task An_event_of_a_megabyte_arrives_whole()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true);
        using var talk = await fixture.CallAsync(Family);
        var whole = Family.Begin + Family.Half + new string('x', 1_000_000) + Family.Rest;
        talk.Upstream.Send(whole);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();

        Traffic.Sha256(talk.Bytes).Should().Be(Traffic.Sha256(Traffic.Utf8(whole)));
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("toolUsages")[0].GetProperty("input").GetString().Should().HaveLength(1_000_000 + """{"file":"HALF.cs"}""".Length);
    }

    [Fact]
    public async Task Byte_by_byte_it_arrives_as_it_was_sent()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true);
        using var talk = await fixture.CallAsync(Family);
        var whole = Traffic.Utf8(Family.Begin + Family.Half + "é👋" + Family.Rest);
        foreach (var one in whole)
            talk.Upstream.Send([one]);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();

        talk.Bytes.Should().Equal(whole);
        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    [Fact]
    public async Task A_client_that_leaves_meanwhile_is_seen_by_the_upstream_at_once()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true);
        var talk = await fixture.CallAsync(Family);
        talk.Upstream.Send(Family.Begin + Family.Half);
        await talk.ReadUntilAsync(Family.Begin);

        talk.Dispose();

        await talk.Upstream.Closed.WaitAsync(RelayedStream.Limit);
        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("cancelled");
    }
}
