using System.Collections.Concurrent;
using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class SessionAffinityTests
{
    private readonly ConcurrentQueue<int> _calls = new();

    [Fact]
    public async Task A_thousand_requests_of_a_session_use_one_key_and_a_revoked_key_moves_it_once()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        var revoked = 0;
        upstream.Always(Pools.ByKey(_calls, key => key == revoked ? Answers.Text(Answers.Json, "{}", 401) : Good));

        for (var i = 0; i < 1_000; i++)
            (await SendAsync(bridge, "session-1")).Should().Be(HttpStatusCode.OK);
        var first = _calls.Should().HaveCount(1_000).And.Subject.Distinct().Should().ContainSingle().Subject;

        revoked = first;
        for (var i = 0; i < 100; i++)
            (await SendAsync(bridge, "session-1")).Should().Be(HttpStatusCode.OK);

        var after = _calls.Skip(1_000).ToArray();
        after[0].Should().Be(first, "only the call that meets the refusal still tries the old key");
        after.Skip(1).Should().HaveCount(100).And.OnlyContain(key => key == after[1]);
        after[1].Should().NotBe(first);

        revoked = 0;
        (await SendAsync(bridge, "session-1")).Should().Be(HttpStatusCode.OK);
        _calls.Last().Should().Be(after[1], "a session that moved stays where it is");
    }

    [Fact]
    public async Task Sessions_are_spread_over_the_keys_and_belong_to_their_project()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        var project = await bridge.ProjectAsync("other");
        var other = await bridge.IssueAsync(new NewToken(project, "other", ["bridge:Invoke"]));
        upstream.Always(Pools.ByKey(_calls, _ => Good));

        for (var i = 0; i < 30; i++)
        {
            await SendAsync(bridge, $"session-{i}");
            await SendAsync(bridge, $"session-{i}", other.Secret.Reveal());
        }

        var pairs = _calls.Chunk(2).ToArray();
        pairs.Select(pair => pair[0]).Distinct().Should().HaveCount(3);
        pairs.Should().Contain(pair => pair[0] != pair[1], "the same session id in another project is another session");
    }

    [Fact]
    public async Task A_session_that_moves_leaves_the_same_session_id_of_another_project_where_it_is()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        var project = await bridge.ProjectAsync("other");
        var other = (await bridge.IssueAsync(new NewToken(project, "other", ["bridge:Invoke"]))).Secret.Reveal();
        var limited = 0;
        upstream.Always(Pools.ByKey(_calls, key => key == limited ? Limited : Good));
        var session = await SharedSessionAsync(bridge, other);
        var key = limited = _calls.Last();

        (await SendAsync(bridge, session)).Should().Be(HttpStatusCode.OK);
        limited = 0;
        var moved = _calls.Last();
        moved.Should().NotBe(key);

        // For other models that key never cooled down.
        await SendAsync(bridge, session, other, "model-b");
        _calls.Last().Should().Be(key, "that project's session never moved");
        await SendAsync(bridge, session, model: "model-b");
        _calls.Last().Should().Be(moved, "a session that moved stays where it is");
    }

    [Fact]
    public async Task A_failing_upstream_does_not_move_a_session()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 2)));
        var failing = true;
        var own = 0;
        upstream.Always(Pools.ByKey(_calls, key =>
        {
            own = own == 0 ? key : own;
            return failing && key == own ? Answers.Text(Answers.Json, "{}", 529) : Good;
        }));

        await SendAsync(bridge, "session-1");
        failing = false;
        await SendAsync(bridge, "session-1");

        _calls.Should().Equal(own, 3 - own, own);
    }

    [Fact]
    public async Task Without_a_session_id_a_conversation_is_known_by_its_beginning()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        upstream.Always(Pools.ByKey(_calls, _ => Good));

        for (var talk = 0; talk < 12; talk++)
        {
            await SendBodyAsync(bridge, Turn(talk, "cch=1", """{"role":"user","content":"go on"}"""));
            await SendBodyAsync(bridge, Turn(talk, "cch=2", """{"role":"assistant","content":"yes"},{"role":"user","content":"and now?"}"""));
        }

        _calls.Chunk(2).Should().OnlyContain(pair => pair[0] == pair[1]);
        _calls.Distinct().Should().HaveCount(3);
    }

    [Fact]
    public async Task A_request_that_goes_on_from_a_response_uses_the_key_that_issued_it()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, "custom", new { KeySelection = "round_robin" })));
        upstream.Always(Pools.ByKey(_calls, key => Answers.Text(Answers.Json, $$"""{"id":"resp_of_{{key}}","object":"response","status":"completed","output":[]}""")));

        for (var i = 0; i < 3; i++)
            await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"gpt-test","input":"hello"}"""));
        await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"gpt-test","input":"more","previous_response_id":"resp_of_3"}"""));
        await bridge.SendAsync(bridge.Get("/pool/v1/responses/resp_of_2"));
        await bridge.SendAsync(bridge.Post("/pool/v1/responses/input_tokens", """{"model":"gpt-test","input":"more","previous_response_id":"resp_of_3"}"""));

        _calls.Should().Equal(1, 2, 3, 3, 2, 3);
    }

    [Fact]
    public async Task A_conversation_stays_with_the_key_that_answered_in_it()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, "custom", new { KeySelection = "round_robin" })));
        upstream.Always(Pools.ByKey(_calls, key => Answers.Text(Answers.Json, $$"""{"id":"resp_of_{{key}}","object":"response","status":"completed","output":[]}""")));

        for (var i = 0; i < 3; i++)
            await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"gpt-test","input":"hello","conversation":{"id":"conv_1"}}"""));

        _calls.Should().Equal(1, 1, 1);
    }

    [Theory]
    [InlineData(429, new[] { 2 })]
    [InlineData(401, new[] { 2, 3 })]
    public async Task A_request_that_goes_on_from_a_response_leaves_its_key_only_when_that_is_refused(int status, int[] tried)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, "custom", new { KeySelection = "round_robin" })));
        upstream.Always(Pools.ByKey(_calls, key => Answers.Text(Answers.Json, $$"""{"id":"resp_of_{{key}}","object":"response","status":"completed","output":[]}""")));
        for (var i = 0; i < 2; i++)
            await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"gpt-test","input":"hello"}"""));
        _calls.Clear();
        upstream.Always(Pools.ByKey(_calls, key => context =>
        {
            context.Response.Headers.RetryAfter = "60";
            return Answers.Text(Answers.Json, "{}", key == 2 ? status : 200)(context);
        }));

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/responses", """{"model":"gpt-test","input":"more","previous_response_id":"resp_of_2"}"""));

        _calls.Should().Equal(tried);
        ((int)response.StatusCode).Should().Be(status == 401 ? 200 : status);
    }

    private static RequestDelegate Limited => context =>
    {
        context.Response.Headers.RetryAfter = "60";
        return Answers.Text(Answers.Json, "{}", 429)(context);
    };

    private static RequestDelegate Good => Answers.Text(Answers.Json, Traffic.AnthropicAnswer);

    private static string Turn(int talk, string billing, string rest) =>
        $$"""{"model":"claude-test","max_tokens":9,"system":[{"type":"text","text":"x-anthropic-billing-header: {{billing}}"},{"type":"text","text":"You are talk {{talk}}."}],"messages":[{"role":"user","content":[{"type":"text","text":"begin {{talk}}"}]},{{rest}}]}""";

    /// <summary>A session id that has the same key in both projects.</summary>
    private async Task<string> SharedSessionAsync(Bridge bridge, string otherToken)
    {
        for (var i = 0; i < 100; i++)
        {
            await SendAsync(bridge, $"session-{i}");
            await SendAsync(bridge, $"session-{i}", otherToken);
            if (_calls.TakeLast(2).Distinct().Count() == 1)
                return $"session-{i}";
        }

        throw new InvalidOperationException("no session id has the same key in both projects");
    }

    private static Task<HttpStatusCode> SendAsync(Bridge bridge, string session, string? token = null, string model = "claude-test")
    {
        var request = bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest.Replace("claude-test", model, StringComparison.Ordinal), token);
        request.Headers.UserAgent.ParseAdd("claude-cli/2.1.197");
        request.Headers.Add("x-claude-code-session-id", session);
        return StatusAsync(bridge, request);
    }

    private static Task<HttpStatusCode> SendBodyAsync(Bridge bridge, string body) => StatusAsync(bridge, bridge.Post("/pool/v1/messages", body));

    private static async Task<HttpStatusCode> StatusAsync(Bridge bridge, HttpRequestMessage request)
    {
        using var response = await bridge.SendAsync(request);
        return response.StatusCode;
    }
}
