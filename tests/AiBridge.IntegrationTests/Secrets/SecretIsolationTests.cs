using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management;

namespace AiBridge.IntegrationTests.Secrets;

public sealed class SecretIsolationTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    private const string Value = "sk-ant-api03-isolated-secret-0001";

    private ManagementClient Admin => managed.Bridge.Secrets(managed.Bridge.AdminToken);

    [Fact]
    public async Task A_projects_token_neither_sees_nor_touches_what_is_not_its_projects()
    {
        var (mine, others) = (await managed.Bridge.ProjectAsync("mine"), await managed.Bridge.ProjectAsync("others"));
        var me = managed.Bridge.Secrets(await managed.TokenAsync(mine, "secrets:*"));
        var own = (await me.CreateAsync("", new { name = "own", value = Value })).GetProperty("id").GetString();
        var foreign = new[] { await Admin.CreateIdAsync("foreign", Value, others), await Admin.CreateIdAsync("server", Value, null), "sec_that_is_nowhere" };

        foreach (var id in foreign)
        {
            foreach (var (method, body) in new (HttpMethod, object?)[] { (HttpMethod.Get, null), (HttpMethod.Patch, new { name = "taken" }), (HttpMethod.Delete, null) })
            {
                var problem = await ManagementClient.ProblemAsync(await me.SendAsync(method, id, body), HttpStatusCode.NotFound, "not_found");
                problem.GetProperty("detail").GetString().Should().Be($"There is no secret {id}.");
            }
        }

        (await me.GetAsync()).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).Should().Equal(own);
        await ManagementClient.ProblemAsync(await me.SendAsync(HttpMethod.Get, $"?projectId={others}"), HttpStatusCode.NotFound, "not_found");
        await ManagementClient.ProblemAsync(await me.SendAsync(HttpMethod.Post, "", new { name = "n", value = Value, projectId = others }), HttpStatusCode.NotFound, "not_found");
        await ManagementClient.ProblemAsync(await me.SendAsync(HttpMethod.Post, "", new { name = "n", value = Value, projectId = (string?)null }), HttpStatusCode.Forbidden, "forbidden");
        foreach (var id in foreign.Take(2))
            (await Admin.GetAsync(id)).GetProperty("name").GetString().Should().NotBe("taken");
    }

    [Fact]
    public async Task Each_operation_names_the_permission_it_lacks()
    {
        var id = await Admin.CreateIdAsync("guarded", Value);
        var reader = managed.Bridge.Secrets(await managed.TokenAsync("prj_default", "secrets:Read"));
        var writer = managed.Bridge.Secrets(await managed.TokenAsync("prj_default", "secrets:Write"));

        (await reader.GetAsync(id)).GetProperty("name").GetString().Should().Be("guarded");
        (await DetailAsync(reader, HttpMethod.Post, "", new { name = "n", value = "v" })).Should().Contain("secrets:Write");
        (await DetailAsync(reader, HttpMethod.Patch, id, new { name = "n" })).Should().Contain("secrets:Write");
        (await DetailAsync(reader, HttpMethod.Delete, id)).Should().Contain("secrets:Delete");
        (await DetailAsync(writer, HttpMethod.Get, id)).Should().Contain("secrets:Read");
        (await DetailAsync(writer, HttpMethod.Get, "")).Should().Contain("secrets:Read");
    }

    private static async Task<string?> DetailAsync(ManagementClient client, HttpMethod method, string target, object? body = null) =>
        (await ManagementClient.ProblemAsync(await client.SendAsync(method, target, body), HttpStatusCode.Forbidden, "forbidden")).GetProperty("detail").GetString();
}
