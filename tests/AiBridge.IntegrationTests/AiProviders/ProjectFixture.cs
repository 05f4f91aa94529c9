using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>A server with server-wide providers on one upstream, and projects that bring their own on another.</summary>
internal sealed class ProjectFixture : IAsyncDisposable
{
    public const string ServerKey = "sk-server-wide-key-00000000000001";

    private static readonly string[] Everything = ["bridge:Invoke", "interceptions:Read", "aiProviders:*", "secrets:*", "providers:Read"];

    private ProjectFixture(Bridge bridge, FakeUpstream server, FakeUpstream own) => (Bridge, Server, Own) = (bridge, server, own);

    public Bridge Bridge { get; }

    /// <summary>Where the server-wide providers point.</summary>
    public FakeUpstream Server { get; }

    /// <summary>Where projects' own base URLs point.</summary>
    public FakeUpstream Own { get; }

    public static async Task<ProjectFixture> StartAsync()
    {
        var server = await FakeUpstream.StartAsync();
        var own = await FakeUpstream.StartAsync();
        server.Always(Answers.Text(Answers.Json, """{"id":"msg_server","type":"message","usage":{"input_tokens":1,"output_tokens":1}}"""));
        own.Always(Answers.Text(Answers.Json, """{"id":"msg_own","type":"message","usage":{"input_tokens":1,"output_tokens":1}}"""));
        var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new
        {
            Network = new { AllowPrivateNetwork = true },
            Providers = new object[]
            {
                new { Type = "anthropic", BaseUrl = server.Address, Keys = new[] { ServerKey } },
                new { Type = "openai", BaseUrl = server.Address + "/v1", Keys = new[] { ServerKey } },
            },
        }));
        return new ProjectFixture(bridge, server, own);
    }

    public async Task<ProjectUser> ProjectAsync(string name, params string[] permissions)
    {
        var project = await Bridge.ProjectAsync(name);
        return new ProjectUser(this, project, await Bridge.TokenAsync(project, permissions.Length > 0 ? permissions : Everything));
    }

    /// <summary>A stored secret of the project, or a server-wide one.</summary>
    public async Task<string> SecretAsync(string? projectId, string value)
    {
        var secret = new Secret(value);
        var row = new SecretRow
        {
            Id = TokenFormat.NewId("sec_"),
            ProjectId = projectId,
            Name = "key",
            Protected = Bridge.Services.GetRequiredService<SecretVault>().Protect(secret),
            Hint = secret.Hint,
        };
        await using var db = await Bridge.DbAsync();
        db.Secrets.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Server.DisposeAsync();
        await Own.DisposeAsync();
    }
}

/// <summary>Somebody with a project's token.</summary>
internal sealed record ProjectUser(ProjectFixture Fixture, string ProjectId, string Token)
{
    public ManagementClient Api => Fixture.Bridge.As(Token);

    /// <summary>An Anthropic message through the name; gives the status and who answered.</summary>
    public async Task<(HttpStatusCode Status, string Body)> AskAsync(string name, string path = "/v1/messages")
    {
        using var response = await Fixture.Bridge.SendAsync(Fixture.Bridge.Post($"/{name}{path}", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", Token));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<JsonElement> CreateAsync(object body) => Api.CreateAsync("/api/v1/ai-providers", body);
}
