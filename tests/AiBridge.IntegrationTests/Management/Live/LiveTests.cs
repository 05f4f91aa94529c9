using System.Text.Json;
using AiBridge.Exchanges;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using AiBridge.Recording.Writing;
using AiBridge.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Live;

/// <summary>On a clock that stands still: what comes without a step of time comes at once.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private StreamFixture _fixture = null!;

    private Bridge Bridge => _fixture.Bridge;

    public async Task InitializeAsync() => _fixture = await StreamFixture.StartAsync(manualClock: true);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Family.All), MemberType = typeof(Family))]
    public async Task A_streamed_call_is_seen_to_open_to_begin_to_speak_to_go_on_and_to_close(Family family)
    {
        ArgumentNullException.ThrowIfNull(family);
        await using var live = await LiveEvents.OpenAsync(Bridge);
        using var talk = await _fixture.CallAsync(family);

        var opened = await live.NextAsync("opened");
        talk.Upstream.Send(family.Begin);
        await talk.ReadUntilAsync(family.Begin);
        var first = await live.NextAsync("first_token");
        _fixture.Clock!.Advance(Second);
        var progress = await live.NextAsync("progress");
        talk.Upstream.Send(family.Half + family.Rest);
        talk.Upstream.End();
        var closed = await live.NextAsync("closed");

        var stored = await Bridge.InterceptionAsync(talk.InterceptionId);
        foreach (var data in (JsonElement[])[opened, first, progress, closed])
        {
            data.GetProperty("id").GetString().Should().Be(talk.InterceptionId);
            data.GetProperty("sessionId").GetString().Should().Be(stored.GetProperty("sessionId").GetString());
        }

        opened.GetProperty("status").GetString().Should().Be("in_progress");
        first.GetProperty("timeToFirstTokenMs").GetInt64().Should().Be(stored.GetProperty("timeToFirstTokenMs").GetInt64());
        progress.GetProperty("responseBytes").GetInt64().Should().Be(Traffic.Utf8(family.Begin).Length);
        progress.GetProperty("lastTool").GetString().Should().Be(family.Name == "anthropic" ? "Read" : "shell");
        closed.GetRawText().Should().Be((await Bridge.InterceptionsAsync())[0].GetRawText(), "it is the summary as the list has it");
    }

    [Fact]
    public async Task A_blocking_answer_has_no_first_token_and_a_refused_call_is_seen_too()
    {
        await using var live = await LiveEvents.OpenAsync(Bridge);
        _fixture.Upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        _fixture.Upstream.Expect(Answers.Json, """{"error":{"message":"no","type":"invalid_request_error"}}""", 400);

        (await Bridge.SendAsync(Bridge.Post(Traffic.Chat, Traffic.ChatRequest))).Dispose();
        (await live.NamesUntilAsync("closed")).Should().Be("opened closed");
        (await Bridge.SendAsync(Bridge.Post(Traffic.Chat, Traffic.ChatRequest))).Dispose();

        var opened = await live.NextAsync("opened");
        opened.GetProperty("status").GetString().Should().Be("in_progress");
        foreach (var field in (string[])["httpStatus", "errorType", "errorMessage", "endedAt", "durationMs"])
            opened.GetProperty(field).ValueKind.Should().Be(JsonValueKind.Null, $"{field} is not known at the beginning");
        (await live.NextAsync("closed")).GetProperty("errorType").GetString().Should().Be("bad_request");
    }

    [Fact]
    public async Task A_call_makes_progress_at_most_once_a_second_however_often_it_speaks()
    {
        await using var live = await LiveEvents.OpenAsync(Bridge);
        using var talk = await _fixture.CallAsync(Family.Chat, first: Family.Chat.Begin);
        await talk.ReadUntilAsync(Family.Chat.Begin);
        (await live.NamesUntilAsync("first_token")).Should().Be("opened first_token");

        var text = Family.Chat.Begin;
        for (var second = 1; second <= 3; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                talk.Upstream.Send(": more\n\n");
                text += ": more\n\n";
                await talk.ReadUntilAsync(text);
            }

            _fixture.Clock!.Advance(Second);
            (await live.NextAsync("progress")).GetProperty("responseBytes").GetInt64().Should().Be(text.Length);
        }

        _fixture.Clock!.Advance(Second);
        talk.Upstream.Die();
        (await live.NamesUntilAsync("closed")).Should().Be("closed", "without a byte there is no progress");
    }

    [Fact]
    public async Task A_call_that_ends_while_its_beginning_is_looked_for_is_shown_once()
    {
        // Something is being written: what is looked for then is written behind it, all at once.
        await Bridge.FlushAsync();
        using var written = new ManualResetEventSlim();
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Bridge.Services.GetRequiredService<RecordWriter>().Reading = () =>
        {
            writing.TrySetResult();
            written.Wait(RelayedStream.Limit);
        };
        await AskAsync(Bridge.ProjectToken);
        var query = Bridge.Admin.GetAsync("/api/v1/interceptions");
        await writing.Task.WaitAsync(RelayedStream.Limit);
        await using var live = await LiveEvents.OpenAsync(Bridge);
        using var talk = await _fixture.CallAsync(Family.Chat);
        await Eventually.Is(() => Bridge.Services.GetRequiredService<LiveCalls>().Count == 0);

        talk.Upstream.Send(Family.Chat.Begin + Family.Chat.Half + Family.Chat.Rest);
        talk.Upstream.End();
        await talk.ReadToEndAsync();
        written.Set();
        await query;
        (await live.NamesUntilAsync("closed")).Should().Be("opened first_token closed");

        await ShouldSeeAsync(live, await AskAsync(Bridge.ProjectToken));
    }

    [Fact]
    public async Task Who_comes_later_sees_the_rest_of_a_call()
    {
        using var talk = await _fixture.CallAsync(Family.Anthropic);
        await using var live = await LiveEvents.OpenAsync(Bridge);

        talk.Upstream.Send(Family.Anthropic.Begin);
        await talk.ReadUntilAsync(Family.Anthropic.Begin);
        await live.NextAsync("first_token");
        talk.Upstream.Send(Family.Anthropic.Half + Family.Anthropic.Rest);
        talk.Upstream.End();

        (await live.NextAsync("closed")).GetProperty("id").GetString().Should().Be(talk.InterceptionId);
    }

    [Fact]
    public async Task A_project_sees_its_own_and_a_token_of_the_server_sees_all_or_the_project_it_names()
    {
        var other = await Bridge.ProjectAsync("other");
        var token = await Bridge.TokenAsync(other, "bridge:Invoke", "interceptions:Read");
        await using var own = await LiveEvents.OpenAsync(Bridge);
        await using var theirs = await LiveEvents.OpenAsync(Bridge, token);
        await using var all = await LiveEvents.OpenAsync(Bridge, Bridge.AdminToken);
        await using var named = await LiveEvents.OpenAsync(Bridge, Bridge.AdminToken, $"?projectId={other}");

        var mine = await AskAsync(Bridge.ProjectToken);
        var foreign = await AskAsync(token);

        await ShouldSeeAsync(own, mine);
        await ShouldSeeAsync(theirs, foreign);
        await ShouldSeeAsync(named, foreign);
        await ShouldSeeAsync(all, mine);
        await ShouldSeeAsync(all, foreign);
        theirs.LastId.Should().Be(named.LastId).And.EndWith("-2", "ids say nothing of what other projects do");
        own.Text.Should().NotContain(foreign);
    }

    [Theory]
    [InlineData("?providerName=openai&model=gpt-test&provider=openai")]
    [InlineData("?initiatorId={initiator}")]
    [InlineData("?sessionId={session}")]
    public async Task Filters_leave_out_the_others(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var before = await LiveEvents.OpenAsync(Bridge);
        await AskAsync(Bridge.AdminToken, "anthropic");
        var call = await before.NextAsync("opened");
        filter = filter.Replace("{initiator}", (await Bridge.Admin.GetAsync("/api/v1/projects/prj_default/tokens")).GetProperty("items").EnumerateArray().Single(token => token.GetProperty("id").GetString() != call.GetProperty("initiatorId").GetString()).GetProperty("id").GetString(), StringComparison.Ordinal)
            .Replace("{session}", "mine", StringComparison.Ordinal);
        await using var live = await LiveEvents.OpenAsync(Bridge, query: filter);

        await AskAsync(Bridge.AdminToken, "anthropic");
        var wanted = await AskAsync(Bridge.ProjectToken, session: "mine");

        await ShouldSeeAsync(live, wanted);
        live.LastId.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Another_project_cannot_be_asked_for()
    {
        var other = await Bridge.ProjectAsync("other");

        using var refused = await Bridge.SendAsync(Bridge.Get($"/api/v1/interceptions/live?projectId={other}"));

        await ManagementClient.ProblemAsync(refused, System.Net.HttpStatusCode.NotFound, "not_found");
        Bridge.Services.GetRequiredService<LiveCalls>().IsWatched.Should().BeFalse();
    }

    [Fact]
    public async Task Who_lost_the_connection_goes_on_behind_the_last_event()
    {
        string lastId, second;
        await using (var live = await LiveEvents.OpenAsync(Bridge))
        {
            await AskAsync(Bridge.ProjectToken);
            await live.NextAsync("opened");
            lastId = live.LastId;
            await live.NextAsync("closed");
        }

        second = await AskAsync(Bridge.ProjectToken);
        await using var again = await LiveEvents.OpenAsync(Bridge, lastEventId: lastId);

        await again.NextAsync("closed");
        await ShouldSeeAsync(again, second);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("000000000000-1")]
    [InlineData("{epoch}-99")]
    public async Task An_unknown_event_to_go_on_from_is_a_gap_and_then_what_is_there(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        await using var live = await LiveEvents.OpenAsync(Bridge);
        var call = await AskAsync(Bridge.ProjectToken);
        await ShouldSeeAsync(live, call);

        await using var again = await LiveEvents.OpenAsync(Bridge, lastEventId: lastEventId.Replace("{epoch}", live.LastId.Split('-')[0], StringComparison.Ordinal));

        (await again.NextAsync("gap")).GetProperty("missed").ValueKind.Should().Be(JsonValueKind.Null);
        await ShouldSeeAsync(again, call);
    }

    [Fact]
    public async Task A_minute_after_the_last_reader_nothing_is_noted_any_more()
    {
        var calls = Bridge.Services.GetRequiredService<LiveCalls>();
        var live = await LiveEvents.OpenAsync(Bridge);
        var call = await AskAsync(Bridge.ProjectToken);
        await ShouldSeeAsync(live, call);
        var lastId = live.LastId;
        await live.DisposeAsync();

        await Eventually.Is(() =>
        {
            _fixture.Clock!.Advance(TimeSpan.FromSeconds(5));
            return !calls.IsWatched;
        });
        await using var again = await LiveEvents.OpenAsync(Bridge, lastEventId: lastId);

        (await again.NextAsync("gap")).GetProperty("missed").ValueKind.Should().Be(JsonValueKind.Null);
        await ShouldSeeAsync(again, await AskAsync(Bridge.ProjectToken));
    }

    [Fact]
    public async Task A_comment_comes_at_once_and_every_15_seconds()
    {
        await using var live = await LiveEvents.OpenAsync(Bridge);
        var next = live.NextAsync();
        await Eventually.Is(() => live.Text == ":\n\n");

        for (var comments = 2; comments <= 4; comments++)
        {
            var seconds = 0.0;
            await Eventually.Is(() =>
            {
                _fixture.Clock!.Advance(TimeSpan.FromSeconds(0.5));
                seconds += 0.5;
                return live.Text.Length == comments * 3;
            });
            seconds.Should().BeInRange(10, 100, "the clock runs on while the comment is on its way");
        }

        next.IsCompleted.Should().BeFalse("comments are no events");
    }

    private static async Task ShouldSeeAsync(LiveEvents live, string id)
    {
        (await live.NextAsync("opened")).GetProperty("id").GetString().Should().Be(id);
        (await live.NextAsync("closed")).GetProperty("id").GetString().Should().Be(id);
    }

    private async Task<string> AskAsync(string token, string provider = "openai", string? session = null)
    {
        _fixture.Upstream.Expect(Answers.Json, provider == "openai" ? Traffic.ChatAnswer : Traffic.AnthropicAnswer);
        var request = Bridge.Post(provider == "openai" ? Traffic.Chat : Traffic.Messages, provider == "openai" ? Traffic.ChatRequest.Replace("}]}", session is null ? "}]}" : $$"""}],"prompt_cache_key":"{{session}}"}""", StringComparison.Ordinal) : Traffic.AnthropicRequest.Replace("true", "false", StringComparison.Ordinal), token);
        using var response = await Bridge.SendAsync(request);
        return response.InterceptionId();
    }
}
