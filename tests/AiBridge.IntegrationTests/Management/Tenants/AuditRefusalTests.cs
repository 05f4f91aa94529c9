using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>The audit log's entry of a refused write speaks of nothing that never was.</summary>
public sealed class AuditRefusalTests
{
    private const string Planted = "sk-planted-as-a-project-000001";

    [Theory]
    [InlineData("/api/v1/secrets", """{"name":"a key","value":"sk-of-nobody-0000001","projectId":"PLANTED"}""")]
    [InlineData("/api/v1/ai-providers", """{"name":"mine","provider":"anthropic","projectId":"PLANTED"}""")]
    public async Task A_key_pasted_as_the_project_is_not_in_it(string path, string body)
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);

        using var refused = await bridge.Admin.SendAsync(HttpMethod.Post, path, JsonDocument.Parse(body.Replace("PLANTED", Planted, StringComparison.Ordinal)).RootElement);

        refused.StatusCode.Should().Be(HttpStatusCode.NotFound);
        var entry = await EntryAsync(bridge, "refused");
        entry.GetRawText().Should().NotContain(Planted);
        entry.GetProperty("projectId").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_faulty_body_for_a_project_there_is_is_told_to_it()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var project = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "alpha" })).GetProperty("id").GetString();

        using var refused = await bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/secrets", new { name = "", value = "sk-of-nobody-0000001", projectId = project });

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await EntryAsync(bridge, "refused")).GetProperty("projectId").GetString().Should().Be(project);
    }

    [Fact]
    public async Task A_project_whose_name_is_taken_has_no_id()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "alpha" });

        using var refused = await bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "alpha" });

        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        var entry = await EntryAsync(bridge, "refused");
        entry.GetProperty("resource").GetString().Should().Be("projects");
        entry.GetProperty("projectId").ValueKind.Should().Be(JsonValueKind.Null);
    }

    private static async Task<JsonElement> EntryAsync(Bridge bridge, string result) =>
        (await bridge.Admin.GetAsync($"/api/v1/audit?result={result}")).GetProperty("items").EnumerateArray().Should().ContainSingle().Subject;
}
