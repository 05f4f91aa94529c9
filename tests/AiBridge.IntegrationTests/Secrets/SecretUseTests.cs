using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Secrets;

public sealed class SecretUseTests
{
    private const string OldKey = "sk-ant-api03-old-key-of-the-lab-0001";
    private const string NewKey = "sk-ant-api03-new-key-of-the-lab-0002";

    [Fact]
    public async Task A_new_value_is_in_force_when_the_answer_comes()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(OldKey);
        await using var running = bridge;
        var admin = bridge.Secrets(SecretFixture.Admin);
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.LastKey.Should().Be(OldKey);

        await admin.PatchAsync(id, new { value = NewKey });

        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.LastKey.Should().Be(NewKey);
    }

    [Fact]
    public async Task A_secret_in_use_is_removed_only_by_force_and_then_from_all_that_use_it()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        await using var bridge = await fixture.StartAsync();
        var admin = bridge.Secrets(SecretFixture.Admin);
        var id = await admin.CreateIdAsync("shared", OldKey);
        var provider = await fixture.AddProviderAsync(bridge, "lab", id);
        var aiProvider = await fixture.AddAiProviderAsync(bridge, "prj_default", "own-lab", id);

        var problem = await ManagementClient.ProblemAsync(await admin.SendAsync(HttpMethod.Delete, id), HttpStatusCode.Conflict, "secret_in_use");

        problem.GetProperty("dependents").EnumerateArray().Select(use => $"{use.GetProperty("type")} {use.GetProperty("id")} {use.GetProperty("name")}")
            .Should().Equal($"provider {provider} lab", $"aiProvider {aiProvider} own-lab");
        (await admin.GetAsync(id)).GetProperty("usedBy").GetRawText().Should().Be(problem.GetProperty("dependents").GetRawText());
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);

        (await admin.SendAsync(HttpMethod.Delete, id + "?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Should().Be((HttpStatusCode.BadGateway, "no_upstream_credential"));
        (await bridge.StatusAsync("own-lab", SecretFixture.Admin)).Should().Be((HttpStatusCode.BadGateway, "no_upstream_credential"));
        (await bridge.StatusAsync("anthropic", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        await using var db = await bridge.DbAsync();
        (await db.ProviderSecrets.CountAsync()).Should().Be(0);
        (await db.AiProviders.SingleAsync()).Should().Match<AiProviderRow>(row => row.SecretId == null && row.Version == 2);
        (await db.Providers.SingleAsync()).Version.Should().Be(2);
    }

    [Fact]
    public async Task Every_write_is_audited_without_the_value_and_a_refused_one_too()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(OldKey);
        await using var running = bridge;
        var admin = bridge.Secrets(SecretFixture.Admin);
        await admin.PatchAsync(id, new { name = "lab two", value = NewKey });
        await admin.SendAsync(HttpMethod.Delete, id);
        await admin.SendAsync(HttpMethod.Post, "", new { name = "n", value = " planted" });
        await admin.SendAsync(HttpMethod.Delete, id + "?force=true");

        await using var db = await bridge.DbAsync();
        var entries = await db.AuditEntries.OrderBy(row => row.Id).Where(row => row.Resource.StartsWith("secrets")).ToListAsync();

        entries.Select(row => $"{row.Action} {row.Resource} {row.Result} {row.Status} {row.Code} {row.Changes}".Replace(id, "ID", StringComparison.Ordinal)).Should().Equal(
            """secrets:Write secrets/ID succeeded 201  [{"field":"name","before":null,"after":"lab"},{"field":"value","before":null,"after":"set"}]""",
            """secrets:Write secrets/ID succeeded 200  [{"field":"name","before":"lab","after":"lab two"},{"field":"value","before":null,"after":"changed"}]""",
            "secrets:Delete secrets/ID refused 409 secret_in_use ",
            "secrets:Write secrets refused 400 invalid_request ",
            $$"""secrets:Delete secrets/ID succeeded 204  [{"field":"usedBy","before":["provider {{(await db.Providers.SingleAsync()).Id}}"],"after":[]}]""");
    }
}
