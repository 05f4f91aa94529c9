using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>A server-wide provider of another type that comes to have the name of a project's.</summary>
public sealed class LaterNameTests
{
    [Fact]
    public async Task The_projects_serves_on_and_can_be_changed_but_not_named_so_anew()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        object mine = new { name = "lab", provider = "anthropic", baseUrl = fixture.Own.Address, config = new { auth = "none" } };
        var path = $"/api/v1/ai-providers/{(await alpha.CreateAsync(mine)).GetProperty("id").GetString()}";
        var later = await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", new { name = "lab", type = "custom", baseUrl = fixture.Server.Address + "/v1" });
        later.StatusCode.Should().Be(HttpStatusCode.Created);
        (await alpha.AskAsync("lab")).Body.Should().Contain("msg_own");

        (await alpha.Api.SendAsync(HttpMethod.Patch, path, new { name = "Our lab", slug = "lab" })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await alpha.Api.SendAsync(HttpMethod.Patch, path, new { config = new { auth = "none", enabled = false } })).StatusCode.Should().Be(HttpStatusCode.OK);

        (await alpha.AskAsync("lab")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        await ManagementClient.ProblemAsync(await alpha.Api.SendAsync(HttpMethod.Patch, path, new { provider = "xai" }), HttpStatusCode.BadRequest, "invalid_request");
        var beta = await fixture.ProjectAsync("beta");
        await ManagementClient.ProblemAsync(await beta.Api.SendAsync(HttpMethod.Post, "/api/v1/ai-providers", mine), HttpStatusCode.BadRequest, "invalid_request");
    }
}
