using System.Net;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>A project's provider on a server-wide one that the operator has switched off.</summary>
public sealed class SwitchedOffTests
{
    private const string Chat = "/v1/chat/completions";

    [Fact]
    public async Task No_project_switches_the_servers_key_on_again()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", Lab(fixture, enabled: true));
        await alpha.CreateAsync(new { name = "lab", provider = "custom", config = new { enabled = true } });
        (await alpha.AskAsync("lab", Chat)).Status.Should().Be(HttpStatusCode.OK);

        await admin.Api.SendAsync(HttpMethod.Put, "/api/v1/providers/lab", new { enabled = false });

        var answer = await alpha.AskAsync("lab", Chat);
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Body.Should().Contain("provider_disabled");
        fixture.Server.Received.Should().ContainSingle();
    }

    private static object Lab(ProjectFixture fixture, bool enabled) =>
        new { name = "lab", type = "custom", baseUrl = fixture.Server.Address + "/v1", apiKeys = new[] { new { value = ProjectFixture.ServerKey } }, enabled };
}
