using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Mcp;

public sealed class ToolSecretTests
{
    [Fact]
    public async Task No_tool_tells_a_secret()
    {
        await using var fixture = await McpFixture.StartAsync();
        var (project, agent) = await fixture.ProjectAsync("alpha", "*");
        var secret = (await fixture.Bridge.As(agent.Token).CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-planted-of-the-project-000001" })).GetProperty("id").GetString();
        await fixture.Bridge.Admin.CreateAsync("/api/v1/providers", new
        {
            name = "stored",
            type = "custom",
            baseUrl = fixture.Upstream.Address,
            apiKeys = new[] { new { value = "sk-planted-of-the-store-00000001" } },
            headers = new Dictionary<string, string> { ["X-Own"] = "planted-header-value-0000002" },
        });
        fixture.Upstream.Probe = Answers.Text(Answers.Json, $$$"""{"error":{"message":"bad key {{{McpFixture.ServerKey}}} sk-planted-of-the-store-00000001"}}""", 401);
        fixture.Upstream.Always(fixture.Upstream.Probe);
        var made = await agent.ToolAsync("create-ai-provider", new { name = "mine", provider = "custom", baseUrl = fixture.Upstream.Address, secretId = secret });
        var id = made.GetProperty("id").GetString();

        string[] told =
        [
            made.GetRawText(),
            .. await Task.WhenAll(
                Text(agent, "list-ai-providers"), Text(agent, "get-ai-provider", new { id }), Text(agent, "update-ai-provider", new { id, name = "other" }),
                Text(fixture.Admin, "list-providers"), Text(fixture.Admin, "get-provider", new { name = "stored" }), Text(fixture.Admin, "get-provider", new { name = "anthropic" }),
                Text(fixture.Admin, "test-provider", new { name = "stored" }), Text(fixture.Admin, "test-provider", new { name = "anthropic", model = "m" }),
                Text(fixture.Admin, "list-sessions"), Text(fixture.Admin, "get-usage"), Text(agent, "delete-ai-provider", new { id = "sk-planted-of-the-project-00000100000000000000000001" })),
        ];

        told.Should().OnlyContain(text => !text.Contains("sk-planted-of", StringComparison.Ordinal) || text.Contains("There is no AI provider", StringComparison.Ordinal))
            .And.OnlyContain(text => !text.Contains("planted-header-value", StringComparison.Ordinal));
        (await fixture.Bridge.AuditAsync()).Should().OnlyContain(entry => !$"{entry.Resource} {entry.Changes}".Contains("sk-planted", StringComparison.Ordinal)).And.HaveCountGreaterThan(4);
        project.Should().NotBeEmpty();

        static async Task<string> Text(McpCaller caller, string tool, object? arguments = null) => (await caller.CallAsync(tool, arguments)).GetRawText();
    }
}
