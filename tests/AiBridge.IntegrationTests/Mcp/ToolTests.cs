using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>Each tool does what its endpoint does.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Providers_of_a_project_are_made_changed_and_removed_as_by_the_api()
    {
        await using var fixture = await McpFixture.StartAsync();
        var (project, agent) = await fixture.ProjectAsync("alpha", "aiProviders:*");
        var api = fixture.Bridge.As(agent.Token, "/api/v1/ai-providers");

        var made = await agent.ToolAsync("create-ai-provider", new { name = "Our lab", provider = "custom", baseUrl = fixture.Upstream.Address, config = new { auth = "none" } });
        var id = made.GetProperty("id").GetString()!;
        made.GetRawText().Should().Be((await api.GetAsync(id)).GetRawText());
        (await agent.ToolAsync("get-ai-provider", new { id })).GetRawText().Should().Be(made.GetRawText());
        (await agent.ToolAsync("list-ai-providers")).GetRawText().Should().Be((await api.GetAsync()).GetRawText());
        var changed = await agent.ToolAsync("update-ai-provider", new { id, defaultModel = "llama-4", config = (object?)null });
        changed.GetRawText().Should().Be((await api.GetAsync(id)).GetRawText());
        changed.GetProperty("defaultModel").GetString().Should().Be("llama-4");
        changed.GetProperty("config").ValueKind.Should().Be(JsonValueKind.Null);
        var removed = await agent.CallAsync("delete-ai-provider", new { id });
        removed.TryGetProperty("isError", out _).Should().BeFalse();
        (await api.GetAsync()).GetProperty("items").GetArrayLength().Should().Be(0);

        var audit = await fixture.Bridge.AuditAsync();
        audit.Select(entry => $"{entry.Operation} {entry.Resource} {entry.Result} {entry.Status} {entry.ProjectId == project}").Should().Equal(
            $"createAiProvider ai-providers/{id} succeeded 201 True", $"updateAiProvider ai-providers/{id} succeeded 200 True", $"deleteAiProvider ai-providers/{id} succeeded 204 True");
        audit.Should().OnlyContain(entry => entry.ClientAddress != null && entry.RequestId != null && entry.ActorId != null);
    }

    [Fact]
    public async Task Providers_of_the_server_are_told_and_tested_as_by_the_api()
    {
        await using var fixture = await McpFixture.StartAsync();
        var api = fixture.Bridge.Admin;

        (await fixture.Admin.ToolAsync("list-providers")).GetRawText().Should().Be((await api.GetAsync("/api/v1/providers")).GetRawText());
        (await fixture.Admin.ToolAsync("get-provider", new { name = "openai" })).GetRawText().Should().Be((await api.GetAsync("/api/v1/providers/openai")).GetRawText());
        var tested = await fixture.Admin.ToolAsync("test-provider", new { name = "openai" });
        tested.GetProperty("success").GetBoolean().Should().BeTrue();
        tested.GetProperty("keys").GetArrayLength().Should().Be(1);

        var entry = (await fixture.Bridge.AuditAsync()).Should().ContainSingle().Which;
        (entry.Operation, entry.Resource, entry.Result).Should().Be(("testProvider", "providers/openai", "succeeded"));
    }

    [Fact]
    public async Task Records_are_told_as_by_the_api()
    {
        await using var fixture = await McpFixture.StartAsync();
        var api = fixture.Bridge.Admin;
        await Recorded.AddAsync(fixture.Bridge, Recorded.Row(0, session: "one", input: 5, output: 1), Recorded.Row(1, session: "two", model: "claude-b"), Recorded.Row(2, "prj_other", session: "three"));

        (await fixture.Admin.ToolAsync("list-sessions", new { client = "Claude Code" })).GetRawText().Should().Be((await api.GetAsync("/api/v1/sessions")).GetRawText());
        (await fixture.Admin.ToolAsync("get-session", new { sessionId = "one" })).GetRawText().Should().Be((await api.GetAsync("/api/v1/sessions/one")).GetRawText());
        (await fixture.Admin.ToolAsync("get-usage", new { groupBy = "day,model" })).GetProperty("items").GetRawText()
            .Should().Be((await api.GetAsync("/api/v1/usage?groupBy=day,model")).GetProperty("items").GetRawText());

        var (_, stranger) = await fixture.ProjectAsync("beta", "interceptions:Read");
        (await stranger.ToolAsync("list-sessions")).GetProperty("items").GetArrayLength().Should().Be(0, "another project's are not told");
        await stranger.RefusalAsync("list-sessions", new { projectId = "prj_other" }, 404, "not_found");
    }

    [Theory]
    [InlineData("list-ai-providers", "{}", "aiProviders:ListAiProviders")]
    [InlineData("get-ai-provider", """{"id":"aip_1"}""", "aiProviders:GetAiProvider")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"anthropic"}""", "aiProviders:CreateAiProvider")]
    [InlineData("update-ai-provider", """{"id":"aip_1","name":"mine"}""", "aiProviders:UpdateAiProvider")]
    [InlineData("delete-ai-provider", """{"id":"aip_1"}""", "aiProviders:DeleteAiProvider")]
    [InlineData("list-providers", "{}", "providers:Read")]
    [InlineData("get-provider", """{"name":"openai"}""", "providers:Read")]
    [InlineData("test-provider", """{"name":"openai"}""", "providers:Test")]
    [InlineData("get-usage", "{}", "interceptions:Read")]
    [InlineData("list-sessions", "{}", "interceptions:Read")]
    [InlineData("get-session", """{"sessionId":"one"}""", "interceptions:Read")]
    public async Task A_token_without_the_permission_is_told_which(string tool, string arguments, string permission)
    {
        await using var fixture = await McpFixture.StartAsync();
        var (_, agent) = await fixture.ProjectAsync("alpha", "bridge:Invoke");

        var problem = await agent.RefusalAsync(tool, JsonDocument.Parse(arguments).RootElement, 403, "forbidden");

        problem.GetProperty("detail").GetString().Should().Be($"The token lacks the permission {permission}.");
        var isChange = tool.Split('-')[0] is "create" or "update" or "delete" or "test";
        (await fixture.Bridge.AuditAsync()).Select(entry => $"{entry.Action} {entry.Result} {entry.Code}").Should().Equal(isChange ? [$"{permission} refused forbidden"] : Array.Empty<string>());
    }

    [Theory]
    [InlineData("list-ai-providers", """{"limit":0}""", "limit")]
    [InlineData("list-ai-providers", """{"limit":true}""", "limit")]
    [InlineData("list-ai-providers", """{"cursor":"x"}""", "cursor")]
    [InlineData("list-ai-providers", """{"nonsense":1}""", "nonsense")]
    [InlineData("get-ai-provider", "{}", "id")]
    [InlineData("get-ai-provider", """{"id":7}""", "id")]
    [InlineData("get-ai-provider", """{"id":"aip_1","nonsense":1}""", "nonsense")]
    [InlineData("create-ai-provider", "{}", "name")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"nothing"}""", "provider")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"anthropic","nonsense":1}""", "nonsense")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"anthropic","apiKey":"s3cr3t-planted"}""", "apiKey")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"custom","baseUrl":"file:///etc/passwd"}""", "baseUrl")]
    [InlineData("create-ai-provider", """{"name":"mine","provider":"anthropic","config":{"apiKey":"s3cr3t-planted"}}""", "config.apiKey")]
    [InlineData("update-ai-provider", """{"name":"mine"}""", "id")]
    [InlineData("delete-ai-provider", """{"id":"aip_1","force":true}""", "force")]
    [InlineData("list-providers", """{"limit":"many"}""", "limit")]
    [InlineData("list-providers", """{"projectId":"prj_1"}""", "projectId")]
    [InlineData("get-provider", """{"name":""}""", "name")]
    [InlineData("test-provider", """{"name":"openai","model":7}""", "model")]
    [InlineData("test-provider", """{"name":"openai","modell":"m"}""", "modell")]
    [InlineData("get-usage", """{"groupBy":"colour"}""", "groupBy")]
    [InlineData("get-usage", """{"from":"yesterday"}""", "from")]
    [InlineData("get-usage", """{"cursor":"x"}""", "cursor")]
    [InlineData("list-sessions", """{"startedAfter":"1/2/2030"}""", "startedAfter")]
    [InlineData("list-sessions", """{"client":["a"]}""", "client")]
    [InlineData("get-session", "{}", "sessionId")]
    [InlineData("get-session", """{"sessionId":"one","limit":201}""", "limit")]
    public async Task A_bad_argument_is_named_and_nothing_is_stored(string tool, string arguments, string field)
    {
        await using var fixture = await McpFixture.StartAsync();

        var problem = await fixture.Admin.RefusalAsync(tool, JsonDocument.Parse(arguments).RootElement, 400, "invalid_request");

        var named = problem.TryGetProperty("errors", out var errors)
            ? errors.EnumerateArray().Select(error => error.GetProperty("field").GetString())
            : [problem.GetProperty("parameter").GetString()];
        named.Should().Contain(field);
        problem.GetRawText().Should().NotContain("s3cr3t-planted");
        (await fixture.Bridge.Admin.GetAsync("/api/v1/ai-providers")).GetProperty("items").GetArrayLength().Should().Be(0);
        fixture.Upstream.Received.Concat(fixture.Upstream.Probes).Should().BeEmpty();
    }

    [Theory]
    [InlineData("get-ai-provider", """{"id":"aip_1"}""")]
    [InlineData("update-ai-provider", """{"id":"aip_1","name":"mine"}""")]
    [InlineData("delete-ai-provider", """{"id":"aip_1"}""")]
    [InlineData("get-provider", """{"name":"nothing"}""")]
    [InlineData("test-provider", """{"name":"nothing"}""")]
    [InlineData("get-session", """{"sessionId":"nothing"}""")]
    public async Task What_is_not_there_is_not_found(string tool, string arguments)
    {
        await using var fixture = await McpFixture.StartAsync();

        await fixture.Admin.RefusalAsync(tool, JsonDocument.Parse(arguments).RootElement, 404, "not_found");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_text()
    {
        await using var fixture = await McpFixture.StartAsync();
        const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create-ai-provider","arguments":{"name":"mine","provider":"google","config":CONFIG}}}""";

        foreach (var config in new[] { """{"\ud800":1}""", """{"deep":["\ud800"]}""", """{"a":1,"a":2}""" })
        {
            using var response = await fixture.Admin.SendAsync(HttpMethod.Post, Call.Replace("CONFIG", config, StringComparison.Ordinal));
            var text = await response.Content.ReadAsStringAsync();
            ((int)response.StatusCode).Should().BeOneOf([200, 400], "{0}", text);
            text.Should().Contain("rror").And.NotContain("internal_error").And.NotContain("\"id\":\"aip_");
        }

        (await fixture.Bridge.Admin.GetAsync("/api/v1/ai-providers")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_an_error_of_the_protocol()
    {
        await using var fixture = await McpFixture.StartAsync();

        (await fixture.Admin.MethodAsync("tools/call", new { name = "drop-tables" })).GetProperty("error").GetProperty("code").GetInt32().Should().Be(-32602);
    }
}
