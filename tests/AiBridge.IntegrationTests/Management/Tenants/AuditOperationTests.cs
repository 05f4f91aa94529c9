using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage.Rows;

namespace AiBridge.IntegrationTests.Management.Tenants;

/// <summary>The audit log says which operation it was, and what it really changed.</summary>
public sealed class AuditOperationTests
{
    [Fact]
    public async Task Every_write_there_is_carries_the_operation_id_of_the_API_document_also_when_it_is_refused()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var powerless = (await bridge.Admin.CreateAsync("/api/v1/projects/prj_default/tokens", new { name = "t", permissions = new[] { "bridge:Invoke" } })).GetProperty("token").GetString();
        var writes = (
            from path in (await bridge.Admin.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            where path.Name.StartsWith("/api", StringComparison.Ordinal)
            from operation in path.Value.EnumerateObject()
            where operation.Name != "get"
            select (Path: path.Name, Method: operation.Name, Id: operation.Value.GetProperty("operationId").GetString())).ToArray();

        foreach (var (path, method, _) in writes)
            (await bridge.As(powerless).SendAsync(new HttpMethod(method.ToUpperInvariant()), Regex.Replace(path, "{[a-zA-Z]+}", "x"), "{}")).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var entries = (await bridge.Admin.GetAsync("/api/v1/audit?result=refused&limit=200")).GetProperty("items").EnumerateArray().ToArray();
        entries.Select(entry => entry.GetProperty("operation").GetString()).Reverse().Should().Equal(writes.Select(write => write.Id));
        foreach (var id in writes.Select(write => write.Id))
            (await bridge.Admin.GetAsync($"/api/v1/audit?result=refused&operation={id}")).GetProperty("items").GetArrayLength().Should().Be(1, id);
        (await bridge.Admin.GetAsync("/api/v1/audit?operation=delete*")).GetProperty("items").GetArrayLength().Should().Be(writes.Count(write => write.Id!.StartsWith("delete", StringComparison.Ordinal)));
        using var export = await bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/audit/export?operation=createToken&result=succeeded");
        (await export.Content.ReadAsStringAsync()).Should().Contain("\"operation\":\"createToken\"").And.Contain("""{"field":"permissions","before":null,"after":["bridge:Invoke"]}""");
    }

    [Fact]
    public async Task What_is_sent_again_as_it_is_changes_nothing()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var project = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "alpha" })).GetProperty("id").GetString();
        var secret = (await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-of-the-lab-0000001" })).GetProperty("id").GetString();
        var mine = new { name = "mine", slug = "mine", defaultModel = "m-1", secretId = secret, config = new { timeouts = new { connectSeconds = 5 }, enabled = true } };
        var provider = (await bridge.Admin.CreateAsync("/api/v1/ai-providers", new { mine.name, provider = "anthropic", mine.slug, mine.defaultModel, mine.secretId, mine.config })).GetProperty("id").GetString();

        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/projects/{project}", new { name = "alpha" });
        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/secrets/{secret}", new { name = "key", value = "sk-of-the-lab-0000001" });
        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/ai-providers/{provider}", mine);

        var entries = (await bridge.Admin.GetAsync("/api/v1/audit?operation=update*")).GetProperty("items").EnumerateArray().ToArray();
        entries.Should().HaveCount(3).And.OnlyContain(entry => entry.GetProperty("status").GetInt32() == 200 && entry.GetProperty("changes").GetArrayLength() == 0);
    }

    [Fact]
    public async Task What_changes_is_told_with_what_it_was_and_what_it_is()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var project = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "alpha" })).GetProperty("id").GetString();
        var token = (await bridge.Admin.CreateAsync($"/api/v1/projects/{project}/tokens", new { name = "t" })).GetProperty("id").GetString();
        var provider = (await bridge.Admin.CreateAsync("/api/v1/ai-providers", new { name = "mine", provider = "anthropic", config = new { timeouts = new { connectSeconds = 5 } } })).GetProperty("id").GetString();

        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/projects/{project}", new { name = "beta" });
        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/ai-providers/{provider}", new { name = "mine", defaultModel = "m-2", config = new { timeouts = new { connectSeconds = 6 }, maxRetries = 1 } });
        await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{project}/tokens/{token}");

        (await ChangesAsync(bridge, "updateProject")).Should().Be("""[{"field":"name","before":"alpha","after":"beta"}]""");
        (await ChangesAsync(bridge, "updateAiProvider")).Should().Be(
            """[{"field":"defaultModel","before":null,"after":"m-2"},{"field":"config.timeouts.connectSeconds","before":5,"after":6},{"field":"config.maxRetries","before":null,"after":1}]""");
        (await ChangesAsync(bridge, "deleteToken")).Should().StartWith("""[{"field":"revokedAt","before":null,"after":"2""");
    }

    [Fact]
    public async Task Entries_of_earlier_versions_are_read_as_the_names_they_are()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await using (var db = await bridge.DbAsync())
        {
            db.AuditEntries.Add(new AuditRow { Id = Guid.CreateVersion7(), Action = "secrets:Write", Resource = "secrets/x", Changes = """["name","value sk-p...0001"]""", Result = "succeeded", RequestId = "r" });
            await db.SaveChangesAsync();
        }

        var entry = (await bridge.Admin.GetAsync("/api/v1/audit")).GetProperty("items").EnumerateArray().Single();

        entry.GetProperty("operation").ValueKind.Should().Be(JsonValueKind.Null);
        entry.GetProperty("changes").GetRawText().Should().Be("""[{"field":"name","before":null,"after":null},{"field":"value sk-p...0001","before":null,"after":null}]""");
    }

    private static async Task<string> ChangesAsync(Bridge bridge, string operation) =>
        (await bridge.Admin.GetAsync($"/api/v1/audit?operation={operation}")).GetProperty("items").EnumerateArray().Single().GetProperty("changes").GetRawText();
}
