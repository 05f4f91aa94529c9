using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>Whatever is revoked, narrowed or removed: somebody can administer the server afterwards.</summary>
public sealed class LastAdministratorTests
{
    private const string Tokens = "/api/v1/projects/prj_default/tokens";

    [Theory]
    [InlineData("DELETE", "", null)]
    [InlineData("DELETE", "?cascade=true", null)]
    [InlineData("PATCH", "", """{"permissions":["tokens:*"]}""")]
    [InlineData("PATCH", "", """{"expiresAt":"2099-01-01T00:00:00Z"}""")]
    public async Task The_last_token_with_all_permissions_stays(string method, string query, string? body)
    {
        await using var bridge = await Bridge.StartAsync("{}");
        // Neither of these can do everything on the server.
        await bridge.TokenAsync(ProjectStore.DefaultId, "*");
        await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "clerk", ["tokens:*"], ServerScope: true));
        await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "former", ["*"], ServerScope: true, ExpiresAt: DateTimeOffset.UtcNow.AddMilliseconds(1)));
        var id = await IdAsync(bridge, "administrator");

        await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(new HttpMethod(method), $"{Tokens}/{id}{query}", body), HttpStatusCode.Conflict, "last_administrator");
        await bridge.Admin.CreateAsync(Tokens, new { name = "second", permissions = new[] { "*" }, serverScope = true });
        var second = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "third", ["*"], ServerScope: true));

        (await bridge.Admin.SendAsync(new HttpMethod(method), $"{Tokens}/{id}{query}", body)).IsSuccessStatusCode.Should().BeTrue("there is {0} now", second.Row.Id);
    }

    [Fact]
    public async Task It_does_not_go_with_its_project_either()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var project = await bridge.ProjectAsync("operators");
        await bridge.IssueAsync(new NewToken(project, "operator", ["*"], ServerScope: true));
        var clerk = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "clerk", ["projects:*"], ServerScope: true));
        await bridge.RevokeAsync(await IdAsync(bridge, "administrator"));

        using var refused = await bridge.As(clerk.Secret.Reveal()).SendAsync(HttpMethod.Delete, $"/api/v1/projects/{project}?force=true");

        await ManagementClient.ProblemAsync(refused, HttpStatusCode.Conflict, "last_administrator");
    }

    [Fact]
    public async Task Of_two_who_revoke_each_other_at_once_one_stays()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        for (var round = 0; round < 10; round++)
        {
            IssuedToken[] pair = [await AdministratorAsync(bridge), await AdministratorAsync(bridge)];
            foreach (var former in await AdministratorsAsync(bridge, except: pair))
                await bridge.RevokeAsync(former);

            var answers = await Task.WhenAll(
                bridge.As(pair[0].Secret.Reveal()).SendAsync(HttpMethod.Delete, $"{Tokens}/{pair[1].Row.Id}"),
                bridge.As(pair[1].Secret.Reveal()).SendAsync(HttpMethod.Delete, $"{Tokens}/{pair[0].Row.Id}"));

            answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).Should().Be(1);
            (await AdministratorsAsync(bridge, except: [])).Should().ContainSingle();
        }
    }

    private static Task<IssuedToken> AdministratorAsync(Bridge bridge) => bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "administrator", ["*"], ServerScope: true));

    private static async Task<string[]> AdministratorsAsync(Bridge bridge, IEnumerable<IssuedToken> except)
    {
        await using var db = await bridge.DbAsync();
        return [.. db.Tokens.Where(row => row.ServerScope && row.RevokedAt == null).Select(row => row.Id).AsEnumerable().Except(except.Select(token => token.Row.Id))];
    }

    private static async Task<string> IdAsync(Bridge bridge, string name) =>
        (await bridge.Admin.GetAsync(Tokens)).GetProperty("items").EnumerateArray().First(item => item.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;
}
