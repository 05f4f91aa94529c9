using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>A body can be under way for minutes. What was taken from its token meanwhile counts when it is there.</summary>
public sealed class RevokedMeanwhileTests
{
    private const string Body = """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hello"}],"input":"hello"}""";
    private const string Tokens = "/api/v1/projects/prj_default/tokens";

    public static TheoryData<string, bool> Doors => new()
    {
        { "/anthropic/v1/messages", false },
        { "/anthropic/v1/messages/count_tokens", false },
        { "/openai/v1/chat/completions", false },
        { "/openai/v1/responses", false },
        { "/openai/v1/responses", true },
        { "/copilot/agents/x", true },
        { "/lab/v1/messages", false },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_upstream_is_not_called_any_more(string path, bool byok)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var token = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "laptop", ["bridge:Invoke"]));

        using var answer = await SendSlowlyAsync(bridge, path, Body, token, byok, () => bridge.RevokeAsync(token.Row.Id));

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("X-AiBridge-Error").Should().Equal("unauthorized");
        upstream.Verify();
        (await bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Nor_when_only_the_permission_was_taken_away()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var token = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "laptop", ["bridge:Invoke", "interceptions:Read"]));

        using var answer = await SendSlowlyAsync(bridge, "/anthropic/v1/messages", Body, token, byok: false, () => bridge.Admin.PatchAsync($"{Tokens}/{token.Row.Id}", new { permissions = new[] { "interceptions:Read" } }));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        upstream.Verify();
    }

    [Fact]
    public async Task Nor_when_it_has_expired()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var bridge = await Bridge.StartAsync(Config.For(upstream), clock: clock);
        var token = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "laptop", ["bridge:Invoke"], ExpiresAt: clock.GetUtcNow().AddSeconds(10)));

        using var answer = await SendSlowlyAsync(bridge, "/anthropic/v1/messages", Body, token, byok: false, () =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        });

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        upstream.Verify();
    }

    [Theory]
    [InlineData("POST", Tokens, """{"name":"outlives me","permissions":["bridge:Invoke"]}""")]
    [InlineData("POST", "/api/v1/secrets", """{"name":"key","value":"sk-0000000000000001"}""")]
    [InlineData("POST", "/api/v1/projects", """{"name":"another"}""")]
    [InlineData("POST", "/api/v1/ai-providers", """{"name":"lab","provider":"custom","baseUrl":"https://llm.example.com/v1"}""")]
    [InlineData("POST", "/api/v1/providers", """{"name":"mine","type":"custom","baseUrl":"https://llm.example.com/v1","apiKeys":[]}""")]
    public async Task Nothing_is_managed_any_more(string method, string path, string body)
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var token = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "clerk", ["*"], ServerScope: true));
        var before = await CountAsync(bridge);

        using var answer = await SendSlowlyAsync(bridge, path, body, token, byok: false, () => bridge.RevokeAsync(token.Row.Id), method);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await CountAsync(bridge)).Should().Be(before);
    }

    [Fact]
    public async Task Who_takes_a_token_with_all_that_came_of_it_misses_none_that_it_makes_at_that_moment()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        for (var round = 0; round < 10; round++)
        {
            var clerk = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "clerk", ["tokens:Write", "bridge:Invoke"]));

            var made = bridge.As(clerk.Secret.Reveal()).SendAsync(HttpMethod.Post, Tokens, new { name = "child", permissions = new[] { "bridge:Invoke" } });
            await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{clerk.Row.Id}?cascade=true");
            await made;

            await using var db = await bridge.DbAsync();
            db.Tokens.Where(row => row.CreatedBy == clerk.Row.Id && row.RevokedAt == null).Should().BeEmpty();
        }
    }

    private static async Task<HttpResponseMessage> SendSlowlyAsync(
        Bridge bridge, string path, string body, IssuedToken token, bool byok, Func<Task> meanwhile, string method = "POST")
    {
        using var content = new SlowBody(body);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.Add("X-AiBridge-Token", token.Secret.Reveal());
        if (byok)
            request.Headers.Add("Authorization", "Bearer sk-my-own-key-000000001");
        var answer = bridge.SendAsync(request);
        await content.Begun;
        // It has come as far as to have asked for the token: that is noted.
        await Eventually.Is(() => bridge.Services.GetRequiredService<TokenDirectory>().LastUses().ContainsKey(token.Row.Id));
        await meanwhile();
        content.Finish();
        return await answer;
    }

    private static async Task<int> CountAsync(Bridge bridge)
    {
        await using var db = await bridge.DbAsync();
        return db.Tokens.Count() + db.Secrets.Count() + db.Projects.Count() + db.AiProviders.Count() + db.Providers.Count();
    }
}
