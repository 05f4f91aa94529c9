using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects.Audit;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Tenants;

public sealed class AuditTests
{
    private const string Planted = "sk-planted-in-the-audit-0000000001";

    [Fact]
    public async Task Every_write_is_told_with_who_what_and_how_it_ended()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var secret = await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = Planted });
        var id = secret.GetProperty("id").GetString();
        await bridge.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/secrets/{id}", new { name = "" });
        await bridge.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/secrets/{id}");

        var entries = (await bridge.Admin.GetAsync("/api/v1/audit?resource=secrets/*")).GetProperty("items").EnumerateArray().ToArray();

        entries.Select(entry => (entry.GetProperty("action").GetString(), entry.GetProperty("result").GetString(), entry.GetProperty("status").GetInt32(), entry.GetProperty("code").GetString()))
            .Should().Equal(("secrets:Delete", "succeeded", 204, null), ("secrets:Write", "refused", 400, "invalid_request"), ("secrets:Write", "succeeded", 201, null));
        entries.Should().OnlyContain(entry => entry.GetProperty("resource").GetString() == $"secrets/{id}" && entry.GetProperty("actorName").GetString() == "administrator"
            && entry.GetProperty("clientAddress").GetString() == "127.0.0.1" && entry.GetProperty("requestId").GetString() != "");
        entries.Select(entry => entry.GetProperty("operation").GetString()).Should().Equal("deleteSecret", "updateSecret", "createSecret");
        entries[2].GetProperty("changes").GetRawText().Should().Be(
            """[{"field":"name","before":null,"after":"key"},{"field":"projectId","before":null,"after":"prj_default"},{"field":"value","before":null,"after":"set"}]""");
        string.Join("", entries.Select(entry => entry.GetRawText())).Should().NotContain(Planted);
    }

    [Fact]
    public async Task A_project_reads_its_own_entries_only()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var (alpha, beta) = (await ProjectAsync(bridge, "alpha"), await ProjectAsync(bridge, "beta"));
        await bridge.As(alpha.Token).CreateAsync("/api/v1/secrets", new { name = "of-alpha", value = Planted });
        await bridge.As(beta.Token).SendAsync(HttpMethod.Delete, "/api/v1/providers/nothing");

        var ofAlpha = (await bridge.As(alpha.Token).GetAsync("/api/v1/audit")).GetRawText();
        var ofBeta = (await bridge.As(beta.Token).GetAsync("/api/v1/audit")).GetProperty("items");

        ofAlpha.Should().Contain("secrets:Write").And.NotContain(beta.Id);
        ofBeta.EnumerateArray().Should().Contain(entry => entry.GetProperty("action").GetString() == "providers:Delete" && entry.GetProperty("result").GetString() == "refused");
        ofBeta.GetRawText().Should().NotContain(alpha.Id);
    }

    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/tokens")]
    public async Task What_a_server_token_is_refused_in_a_project_is_told_to_the_project(string method, string path)
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var (id, token) = await ProjectAsync(bridge, "alpha");

        using var refused = await bridge.Admin.SendAsync(new HttpMethod(method), $"/api/v1/projects/{id}{path}", method == "DELETE" ? null : new { });

        ((int)refused.StatusCode).Should().BeOneOf(400, 409);
        (await bridge.As(token).GetAsync("/api/v1/audit?result=refused")).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task It_is_exported_as_lines_and_filtered_like_the_list()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        for (var i = 0; i < 3; i++)
            await bridge.Admin.CreateAsync("/api/v1/projects", new { name = $"Project {i}" });
        await bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "Project 0" });

        using var response = await bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/audit/export?action=projects:*&result=succeeded");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-ndjson");
        lines.Should().HaveCount(3);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("at").GetString()).Should().BeInAscendingOrder();
        (await bridge.Admin.GetAsync("/api/v1/audit?result=refused")).GetProperty("items").GetArrayLength().Should().Be(1);
        await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/audit?result=perhaps"), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_long_log_is_exported_whole_and_read_page_by_page()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await FillAsync(bridge, 1_234, DateTimeOffset.UtcNow);

        using var export = await bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/audit/export");
        var read = 0;
        for (var cursor = ""; cursor is not null;)
        {
            var page = await bridge.Admin.GetAsync($"/api/v1/audit?limit=200{cursor}");
            read += page.GetProperty("items").GetArrayLength();
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        (await export.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(1_234);
        read.Should().Be(1_234);
    }

    [Fact]
    public async Task Nothing_in_it_can_be_changed()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        await bridge.Admin.CreateAsync("/api/v1/projects", new { name = "One" });
        await using var db = await bridge.DbAsync();

        var change = () => db.AuditEntries.ExecuteUpdateAsync(set => set.SetProperty(row => row.Result, "refused"));

        await change.Should().ThrowAsync<Exception>().WithMessage("*append-only*");
    }

    [Fact]
    public async Task It_has_a_retention_of_its_own()
    {
        await using var bridge = await Bridge.StartAsync("""{"Audit":{"RetentionDays":30}}""");
        await FillAsync(bridge, 1_500, DateTimeOffset.UtcNow.AddDays(-31));
        await FillAsync(bridge, 10, DateTimeOffset.UtcNow.AddDays(-29));

        var deleted = await bridge.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Retention>().Single().DeleteAuditEntriesAsync(default);

        deleted.Should().Be(1_500);
        (await bridge.Admin.GetAsync("/api/v1/audit")).GetProperty("items").GetArrayLength().Should().Be(10);
    }

    [Fact]
    public async Task A_flood_without_tokens_does_not_fill_it()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: new Hosting.JumpingClock());

        for (var i = 0; i < RefusedWrites.MostPerMinute + 40; i++)
            (await bridge.As("aib_none").SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "x" })).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        (await bridge.Admin.GetAsync("/api/v1/audit?limit=200")).GetProperty("items").GetArrayLength().Should().Be(RefusedWrites.MostPerMinute);
    }

    [Fact]
    public async Task Nor_does_one_of_the_least_token()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: new Hosting.JumpingClock());

        for (var i = 0; i < RefusedWrites.MostPerMinute + 40; i++)
            (await bridge.As(bridge.ProjectToken).SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "x" })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "" })).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        (await bridge.Admin.GetAsync("/api/v1/audit?limit=200")).GetProperty("items").GetArrayLength().Should().Be(RefusedWrites.MostPerMinute + 1, "another's refusal has its own entry");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public async Task Nor_does_one_of_web_pages_where_no_tokens_are_asked_for(string? origin)
    {
        await using var bridge = await Bridge.StartAsync("""{"Auth":{"Mode":"none"}}""", clock: new Hosting.JumpingClock());

        for (var i = 0; i < RefusedWrites.MostPerMinute + 40; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/projects");
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            (await bridge.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        (await bridge.Admin.GetAsync("/api/v1/audit?limit=200")).GetProperty("items").GetArrayLength().Should().Be(RefusedWrites.MostPerMinute);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/secrets/PLANTED")]
    [InlineData("PATCH", "/api/v1/secrets/PLANTED")]
    [InlineData("DELETE", "/api/v1/ai-providers/PLANTED")]
    [InlineData("PATCH", "/api/v1/ai-providers/PLANTED")]
    [InlineData("DELETE", "/api/v1/projects/PLANTED")]
    [InlineData("PATCH", "/api/v1/projects/PLANTED")]
    [InlineData("DELETE", "/api/v1/projects/prj_default/tokens/PLANTED")]
    [InlineData("DELETE", "/api/v1/providers/PLANTED")]
    [InlineData("PUT", "/api/v1/providers/PLANTED")]
    [InlineData("POST", "/api/v1/providers/PLANTED/test")]
    public async Task A_key_pasted_where_an_id_belongs_is_not_in_it(string method, string path)
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);

        using var refused = await bridge.Admin.SendAsync(new HttpMethod(method), path.Replace("PLANTED", Planted, StringComparison.Ordinal), method == "DELETE" ? null : new { });

        refused.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await using var db = await bridge.DbAsync();
        JsonSerializer.Serialize(await db.AuditEntries.SingleAsync()).Should().NotContain(Planted);
    }

    private static async Task FillAsync(Bridge bridge, int count, DateTimeOffset at)
    {
        await using var db = await bridge.DbAsync();
        db.AuditEntries.AddRange(Enumerable.Range(0, count).Select(i => new AuditRow
        {
            Id = Guid.CreateVersion7(at.AddMilliseconds(i)),
            At = at.AddMilliseconds(i).ToUnixTimeMilliseconds(),
            Action = "projects:Write",
            Resource = "projects/x",
            Result = "succeeded",
            RequestId = $"r-{i}",
        }));
        await db.SaveChangesAsync();
    }

    private static async Task<(string Id, string Token)> ProjectAsync(Bridge bridge, string name)
    {
        var id = (await bridge.Admin.CreateAsync("/api/v1/projects", new { name })).GetProperty("id").GetString()!;
        return (id, (await bridge.Admin.CreateAsync($"/api/v1/projects/{id}/tokens", new { name, permissions = new[] { "*" } })).GetProperty("token").GetString()!);
    }
}
