using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Shutdown;

public sealed class DrainTests
{
    private const int Streams = 50;
    private const int Waiting = 6;
    private static readonly Family[] Families = [Family.Anthropic, Family.Responses, Family.Chat];
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http11)]
    [InlineData(Wire.Http2)]
    public async Task Fifty_open_streams_end_in_their_familys_way_and_no_record_is_lost(Wire wire)
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 2, wire);
        var talks = await Task.WhenAll(Enumerable.Range(0, Streams).Select(index => fixture.HoldAsync(Families[index % 3])));
        var waiting = Enumerable.Range(0, Waiting).Select(index => Families[index % 3]).Select(family => fixture.AskAsync(family.Path, family.Request, HeldStreams.Before)).ToArray();
        var passthrough = fixture.Bridge.Client.SendAsync(Passthrough(fixture.Bridge));
        await Eventually.Is(() => fixture.Begun == Streams + Waiting + 1);

        // Before the signal: .NET's client drops what it has not read when an HTTP/2 stream is reset, and the process may be down before we know of it.
        var reading = Task.WhenAll(talks.Select(talk => talk.ReadToEndAsync()));
        var since = await fixture.TerminateAsync();
        var ends = await reading;

        foreach (var (index, talk) in talks.Index())
        {
            var family = Families[index % 3];
            var end = talk.Text[family.Begin.Length..];
            end.Should().Contain("restarting", "stream {0} ({1}, ended in order: {2}) must get its end", index, family, ends[index]);
            family.ErrorOf(end).GetProperty("message").GetString().Should().Contain("restarting");
            ends[index].Should().Be(family != Family.Chat, "only a chat's connection is cut; stream {0} is {1}", index, family);
        }

        foreach (var (index, call) in waiting.Index())
            await RefusedAsync(await call, anthropic: Families[index % 3] == Family.Anthropic);
        await RefusedAsync(await passthrough, anthropic: true);
        (await fixture.Bridge.ExitCodeAsync(Reserve)).Should().Be(0);
        since.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(1.9), "streams may go on for that time").And.BeLessThan(TimeSpan.FromSeconds(2) + Reserve);
        fixture.Segments.Should().BeEmpty("everything is in the database");

        var rows = await fixture.RowsAfterRestartAsync();
        rows.Should().HaveCount(Streams + Waiting);
        rows.Should().OnlyContain(row => row.GetProperty("status").GetString() == "failed" && row.GetProperty("errorType").GetString() == "shutdown");
        rows.Count(row => row.GetProperty("httpStatus").GetInt32() == 503).Should().Be(Waiting);
        rows.Count(row => row.GetProperty("httpStatus").GetInt32() == 200).Should().Be(Streams);
    }

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http11)]
    [InlineData(Wire.Http2)]
    public async Task Streams_go_on_to_their_end_while_newcomers_are_turned_away(Wire wire)
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 60, wire);
        var talks = await Task.WhenAll(Enumerable.Range(0, 9).Select(index => fixture.HoldAsync(Families[index % 3], HeldStreams.Released)));

        await fixture.TerminateAsync();
        await RefusedAsync(await fixture.AskAsync(Traffic.Messages, Traffic.AnthropicRequest, ""), anthropic: true);
        await RefusedAsync(await fixture.AskAsync(Traffic.Chat, Traffic.ChatRequest, ""), anthropic: false);
        var stranger = await fixture.Bridge.Client.PostAsync(new Uri(Traffic.Messages, UriKind.Relative), new StringContent("{}"));
        await RefusedAsync(stranger, anthropic: true);
        (await fixture.Bridge.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/anthropic"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.Bridge.Client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);
        fixture.Release();
        var ends = await Task.WhenAll(talks.Select(talk => talk.ReadToEndAsync()));

        ends.Should().OnlyContain(end => end);
        foreach (var (index, talk) in talks.Index())
            talk.Text.Should().Be(Families[index % 3].Begin + Families[index % 3].Half + Families[index % 3].Rest);
        (await fixture.Bridge.ExitCodeAsync(Reserve)).Should().Be(0, "the last stream's end is the process's");
        var rows = await fixture.RowsAfterRestartAsync();
        rows.Select(row => row.GetProperty("status").GetString()).Should().Equal(Enumerable.Repeat("completed", talks.Length));
    }

    [Fact]
    public async Task With_nothing_in_flight_it_ends_at_once()
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 60);
        (await fixture.AskAsync(Traffic.Messages, Traffic.AnthropicRequest, "")).Dispose();

        await fixture.Bridge.TerminateAsync();

        (await fixture.Bridge.ExitCodeAsync(Reserve)).Should().Be(0);
    }

    [Fact]
    public async Task A_second_signal_ends_the_waiting()
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 600);
        var talk = await fixture.HoldAsync(Family.Anthropic);
        await fixture.TerminateAsync();

        await fixture.Bridge.TerminateAsync();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        Family.Anthropic.ErrorOf(talk.Text[Family.Anthropic.Begin.Length..]);
        (await fixture.Bridge.ExitCodeAsync(Reserve)).Should().Be(0);
        (await fixture.RowsAfterRestartAsync()).Should().ContainSingle().Which.GetProperty("errorType").GetString().Should().Be("shutdown");
    }

    private static HttpRequestMessage Passthrough(BridgeProcess bridge) =>
        HeldStreams.Hold(bridge.Post("/anthropic/v1/messages/count_tokens", "{}", DrainFixture.Admin), HeldStreams.Before);

    private static async Task RefusedAsync(HttpResponseMessage response, bool anthropic)
    {
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("shutting_down");
        response.Headers.ConnectionClose.Should().Be(response.Version == HttpVersion.Version11 ? true : null);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        body.GetProperty("error").GetProperty("type").GetString().Should().Be(anthropic ? "api_error" : "server_error");
        body.TryGetProperty("type", out _).Should().Be(anthropic);
    }
}
