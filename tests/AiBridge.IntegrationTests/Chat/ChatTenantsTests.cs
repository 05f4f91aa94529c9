using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>Projects with different backends on one server, at once.</summary>
public sealed class ChatTenantsTests
{
    private const string OpenAiKey = "sk-project-a-planted-key-00000001";
    private const string AnthropicKey = "sk-ant-project-b-planted-00000002";

    [Fact]
    public async Task Each_project_asks_its_own_with_its_own_key_in_parallel_and_nobody_feels_another()
    {
        await using var fixture = await ChatFixture.StartAsync();
        await using var third = await FakeUpstream.StartAsync();
        var (a, b, c) = (await fixture.ProjectAsync("a"), await fixture.ProjectAsync("b"), await fixture.ProjectAsync("c"));
        await a.ConfigureOwnAsync("openai", OpenAiKey, "model-a");
        await b.ConfigureAsync(new { provider = "anthropic", model = "model-b", apiKey = AnthropicKey, baseUrl = third.Address });
        fixture.Own.Always(Answers.Text(Answers.Json, """{"id":"c-a","model":"model-a","choices":[{"index":0,"message":{"content":"from a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"""));
        third.Always(Answers.Text(Answers.Json, """{"id":"m-b","type":"message","model":"model-b","content":[{"type":"text","text":"from b"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":4}}"""));
        fixture.Server.Always(Answers.Text(Answers.Json, """{"id":"m-c","type":"message","model":"server-model","content":[{"type":"text","text":"from c"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":6}}"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(_ => new[] { (a, "a"), (b, "b"), (c, "c") }).Select(async one => (one.Item2, await one.Item1.AskAsync())));

        answers.Should().OnlyContain(answer => answer.Item2.GetProperty("content").GetString() == $"from {answer.Item1}");
        fixture.Own.Received.Should().HaveCount(10).And.OnlyContain(call => call.Headers["authorization"] == $"Bearer {OpenAiKey}" && call.Target == "/v1/chat/completions");
        third.Received.Should().HaveCount(10).And.OnlyContain(call => call.Headers["x-api-key"] == AnthropicKey && !call.Headers.ContainsKey("authorization"));
        fixture.Server.Received.Should().HaveCount(10).And.OnlyContain(call => call.Headers["x-api-key"] == Config.AnthropicKey);
        await ShowsAsync(a, "openai", "model-a", "project", "ai-config", inputTokens: 10);
        await ShowsAsync(b, "anthropic", "model-b", "project", "ai-config", inputTokens: 30);
        await ShowsAsync(c, "anthropic", "server-model", "server", "anthropic", inputTokens: 50);

        await a.Api.CallAsync(HttpMethod.Delete, ChatUser.Config, status: HttpStatusCode.NoContent);
        (await a.AskAsync()).GetProperty("content").GetString().Should().Be("from c", "clearing returns to the default at once");
    }

    [Fact]
    public async Task No_agent_gets_to_a_chats_instance_and_its_troubles_are_its_own()
    {
        await using var fixture = await ChatFixture.StartAsync(clock: new JumpingClock());
        var (a, b) = (await fixture.ProjectAsync("a", [.. ChatFixture.Permissions, "bridge:Invoke"]), await fixture.ProjectAsync("b"));
        await a.ConfigureOwnAsync("anthropic", AnthropicKey);
        fixture.Own.Always(Answers.Text(Answers.Json, """{"type":"error","error":{"type":"overloaded_error","message":"down"}}""", status: 503));
        fixture.Server.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        for (var failed = 0; failed < 6; failed++)
            (await a.SendAsync(new { messages = new[] { new { role = "user", content = "hi" } }, model = "claude-test" })).IsSuccessStatusCode.Should().BeFalse();

        await a.RefusedAsync(HttpStatusCode.ServiceUnavailable, "circuit_open", new { messages = new[] { new { role = "user", content = "hi" } }, model = "claude-test" });
        (await fixture.Bridge.OutcomeAsync("anthropic", a.Token)).Should().Be("ok", "the provider of the same name is no neighbour");
        (await b.AskAsync(model: "claude-test")).GetProperty("content").GetString().Should().Be("hi");
        foreach (var name in new[] { "ai-config", "@ai-config", $"{a.ProjectId}/@ai-config" })
            (await fixture.Bridge.AskAsync(name, a.Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await fixture.Bridge.Admin.GetAsync("/api/v1/providers")).GetRawText().Should().NotContain("ai-config");
        (await a.Api.GetAsync("/v1")).GetProperty("baseUrls").EnumerateObject().Should().NotContain(one => one.Name.Contains("ai-config"));
    }

    [Fact]
    public async Task A_provider_that_is_named_is_asked_as_it_is()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("a");
        fixture.Server.Always(Answers.Text(Answers.Json, ChatDialect.Chat.Whole));

        await user.ConfigureAsync(new { provider = "lab", model = "m" });
        await user.AskAsync();
        await user.ConfigureAsync(new { provider = "openai", model = "m" });
        var answer = await user.AskAsync();

        fixture.Server.Received.Select(call => call.Headers.GetValueOrDefault("authorization", "")).Should().Equal("", $"Bearer {Config.OpenAiKey}");
        (await fixture.Bridge.InterceptionAsync(answer.GetProperty("id").GetString()!)).GetProperty("providerName").GetString().Should().Be("openai");
    }

    [Fact]
    public async Task Planted_secrets_are_in_no_answer_log_metric_or_audit_row()
    {
        await using var fixture = await ChatFixture.StartAsync(new { Logging = new { File = "logs/bridge.log" } });
        var user = await fixture.ProjectAsync("a");
        const string Header = "planted-header-value-of-a-project-0003";
        var said = new StringBuilder();
        fixture.Own.Always(Answers.Text(Answers.Json, $$$"""{"error":{"message":"wrong key {{{OpenAiKey}}} with {{{Header}}}","type":"invalid_request_error"}}""", status: 400));

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Put, ChatUser.Config, new { provider = "openai", model = "m", apiKey = OpenAiKey, baseUrl = fixture.Own.Address + "/v1", headers = new Dictionary<string, string> { ["x-secret-token"] = Header } }),
            (HttpMethod.Put, ChatUser.Config, new { provider = "openai", model = "m", apiKey = OpenAiKey, unknown = OpenAiKey }),
            (HttpMethod.Get, ChatUser.Config, null),
            (HttpMethod.Post, ChatUser.ChatPath, new { messages = new[] { new { role = "user", content = "hi" } } }),
            (HttpMethod.Post, ChatUser.ChatPath, new { messages = new[] { new { role = "user", content = "hi" } }, stream = true }),
            (HttpMethod.Get, "/v1/stats", null),
            (HttpMethod.Get, "/v1", null),
            (HttpMethod.Get, "/api/v1/interceptions", null),
            (HttpMethod.Delete, ChatUser.Config, null),
        })
        {
            using var response = await user.Api.SendAsync(method, path, body);
            said.Append(response.Headers).Append(await response.Content.ReadAsStringAsync());
        }

        foreach (var path in new[] { "/metrics", "/api/v1/audit", "/api/v1/secrets", "/api/v1/providers", "/openapi/v1.json" })
            said.Append(await (await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path)).Content.ReadAsStringAsync());
        await using var db = await fixture.Bridge.DbAsync();
        said.Append(JsonSerializer.Serialize(await db.AuditEntries.ToListAsync())).Append(JsonSerializer.Serialize(await db.Interceptions.ToListAsync()));
        said.Append(await fixture.Bridge.LogAsync());

        fixture.Own.Received.Should().HaveCount(2).And.OnlyContain(call => call.Headers["x-secret-token"] == Header);
        said.ToString().Should().Contain("wrong key").And.NotContain(OpenAiKey).And.NotContain(Header);
    }

    private static async Task ShowsAsync(ChatUser user, string provider, string model, string source, string providerName, long inputTokens)
    {
        await user.Fixture.Bridge.FlushAsync();
        var stats = await user.Api.GetAsync("/v1/stats");
        (stats.GetProperty("provider").GetString(), stats.GetProperty("model").GetString(), stats.GetProperty("source").GetString()).Should().Be((provider, model, source));
        (stats.GetProperty("requests").GetInt64(), stats.GetProperty("failed").GetInt64(), stats.GetProperty("inputTokens").GetInt64()).Should().Be((10, 0, inputTokens));
        var (byModel, byDay) = (stats.GetProperty("byModel").EnumerateArray().Single(), stats.GetProperty("byDay").EnumerateArray().Single());
        (byModel.GetProperty("model").GetString(), byModel.GetProperty("inputTokens").GetInt64(), byDay.GetProperty("requests").GetInt64()).Should().Be((model, inputTokens, 10));
        var records = (await user.Api.GetAsync("/api/v1/interceptions")).GetProperty("items").EnumerateArray().ToList();
        records.Should().HaveCount(10).And.OnlyContain(record => record.GetProperty("providerName").GetString() == providerName && record.GetProperty("model").GetString() == model && record.GetProperty("client").GetString() == "chat");
    }
}
