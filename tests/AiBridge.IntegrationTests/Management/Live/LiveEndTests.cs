using System.Diagnostics;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Shutdown;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Management.Live;

/// <summary>What ends a reader, and what is seen of other processes.</summary>
public sealed class LiveEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("revoked")]
    [InlineData("narrowed")]
    [InlineData("revoked by another process")]
    public async Task A_token_that_may_no_longer_is_ended_within_two_seconds(string how)
    {
        await using var bridge = await Bridge.StartAsync("{}");
        await using var another = how.Contains("another", StringComparison.Ordinal) ? await Bridge.StartAsync("{}", bridge.Folder) : null;
        var token = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "reader", ["interceptions:Read", "bridge:Invoke"]));
        await using var live = await LiveEvents.OpenAsync(bridge, token.Secret.Reveal());
        var end = live.NextAsync();
        var path = $"/api/v1/projects/prj_default/tokens/{token.Row.Id}";

        var since = Stopwatch.StartNew();
        if (how == "narrowed")
            await bridge.Admin.PatchAsync(path, new { permissions = new[] { "bridge:Invoke" } });
        else
            (await (another ?? bridge).As(bridge.AdminToken).SendAsync(HttpMethod.Delete, path)).EnsureSuccessStatusCode();

        (await end).Should().BeNull("the stream ends in good order");
        since.Elapsed.Should().BeLessThan(Limit + Limit, "two seconds, on a machine that is busy");
    }

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http2)]
    public async Task At_SIGTERM_readers_end_at_once_while_calls_go_on(Wire wire)
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 60, wire);
        using var talk = await fixture.HoldAsync(Family.Anthropic, HeldStreams.Released);
        await using var live = await LiveEvents.OpenAsync(fixture.Bridge.Client, DrainFixture.Admin);
        var end = live.NextAsync();

        await fixture.Bridge.TerminateAsync();

        (await end).Should().BeNull("the stream ends in good order, while the process still drains");
        fixture.Release();
        (await talk.ReadToEndAsync()).Should().BeTrue();
        (await fixture.Bridge.ExitCodeAsync(TimeSpan.FromSeconds(10))).Should().Be(0);
    }

    [Fact]
    public async Task What_another_process_on_the_store_records_is_seen_without_a_first_token()
    {
        var streams = new HeldStreams();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(streams.AnswerAsync);
        await using var watched = await Bridge.StartAsync(Config.For(upstream));
        await using var another = await Bridge.StartAsync(Config.For(upstream), watched.Folder);
        await using var live = await LiveEvents.OpenAsync(watched);

        using var talk = await HeldStreams.HoldAsync(another.Client, another.Post(Family.Anthropic.Path, Family.Anthropic.Request, watched.ProjectToken), Family.Anthropic);
        (await live.NextAsync("opened")).GetProperty("id").GetString().Should().Be(talk.InterceptionId);
        streams.Release();
        await talk.ReadToEndAsync();
        var closed = await live.NextAsync("closed");
        (await another.AskAsync("anthropic", watched.ProjectToken)).Dispose();

        closed.GetProperty("id").GetString().Should().Be(talk.InterceptionId);
        closed.GetProperty("status").GetString().Should().Be("completed");
        (await live.NamesUntilAsync("closed")).Should().Be("opened closed", "a call that is short is seen, too");
    }
}
