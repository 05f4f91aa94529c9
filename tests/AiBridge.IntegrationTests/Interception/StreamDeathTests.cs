using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class StreamDeathTests
{
    public static TheoryData<Family, Wire> Families => Family.OnEveryWire;

    [Theory]
    [MemberData(nameof(Families))]
    public Task Between_events_of_a_tool_call(Family family, Wire wire) => EndsAsync(family, wire, family.Begin, talk => talk.Die());

    [Theory]
    [MemberData(nameof(Families))]
    public Task Inside_an_event_of_a_tool_call(Family family, Wire wire) => EndsAsync(family, wire, family.Begin + family.Half, talk => talk.Die());

    [Theory]
    [MemberData(nameof(Families))]
    public Task A_good_end_without_the_terminal_event_is_none(Family family, Wire wire) => EndsAsync(family, wire, family.Begin + family.Half, talk => talk.End());

    [Theory]
    [MemberData(nameof(Families))]
    public async Task When_part_of_the_event_is_out_the_connection_is_cut(Family family, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(wire: wire);
        using var talk = await fixture.CallAsync(family);
        talk.Upstream.Send(family.Begin + family.Half);
        await talk.ReadUntilAsync(family.Begin + family.Half);

        talk.Upstream.Die();

        (await talk.ReadToEndAsync()).Should().BeFalse();
        talk.Text.Should().Be(family.Begin + family.Half);
        await IsStreamErrorAsync(fixture, talk.InterceptionId);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_terminal_event_without_its_blank_line_is_the_end_all_the_same(Family family, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(wire: wire);
        using var talk = await fixture.CallAsync(family);
        var whole = family.Begin + family.Half + family.Rest.TrimEnd('\n');
        talk.Upstream.Send(whole);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();

        talk.Text.Should().Be(whole);
        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http11)]
    [InlineData(Wire.Http2)]
    public async Task A_blocking_body_cut_short_cuts_the_connection(Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(wire: wire);
        using var talk = await fixture.CallAsync(Family.Anthropic with { Request = """{"model":"claude-test","messages":[]}""" }, contentType: Answers.Json, first: Traffic.AnthropicAnswer[..50]);
        await talk.ReadUntilAsync(Traffic.AnthropicAnswer[..50]);

        talk.Upstream.Die();

        (await talk.ReadToEndAsync()).Should().BeFalse();
        talk.Text.Should().Be(Traffic.AnthropicAnswer[..50]);
        await IsStreamErrorAsync(fixture, talk.InterceptionId);
    }

    [Fact]
    public async Task A_blocking_answer_of_which_nothing_has_come_gets_a_status_instead()
    {
        await using var fixture = await StreamFixture.StartAsync();
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.Json;
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
    }

    private static async Task EndsAsync(Family family, Wire wire, string sent, Action<HeldAnswer> end)
    {
        // The clock stands: what is held stays held until the upstream has died.
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, wire: wire);
        using var talk = await fixture.CallAsync(family);
        talk.Upstream.Send(sent);
        await talk.ReadUntilAsync(family.Begin);
        end(talk.Upstream);
        await talk.ReadUntilAsync(text => text.Length > family.Begin.Length);

        var reading = talk.ReadToEndAsync();
        await fixture.PassTimeUntilAsync(reading, TimeSpan.FromMilliseconds(50));

        (await reading).Should().Be(family != Family.Chat, "only a chat's connection is cut");
        talk.Text.Should().StartWith(family.Begin);
        talk.Text.Should().NotContain("HALF");
        family.ErrorOf(talk.Text[family.Begin.Length..]).GetProperty("message").GetString().Should().Contain("broke off");
        if (family == Family.Anthropic)
            family.ErrorOf(talk.Text[family.Begin.Length..]).GetProperty("type").GetString().Should().Be("overloaded_error", "other errors are not tried again by every client");
        var row = await IsStreamErrorAsync(fixture, talk.InterceptionId);
        if (family == Family.Responses)
            return; // its usage comes with the end only
        row.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(3);
        row.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeTrue();
    }

    private static async Task<System.Text.Json.JsonElement> IsStreamErrorAsync(StreamFixture fixture, string id)
    {
        var row = await fixture.RowAsync(id);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
        row.GetProperty("httpStatus").GetInt32().Should().Be(200);
        return row;
    }
}
