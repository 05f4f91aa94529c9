using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Mcp;

/// <summary>A server with two providers on one upstream, and agents that manage it by tools.</summary>
internal sealed class McpFixture : IAsyncDisposable
{
    public const string ServerKey = "sk-planted-of-the-server-0000001";

    private readonly bool _ownsUpstream;

    private McpFixture(Bridge bridge, FakeUpstream upstream, bool ownsUpstream, string root) => (Bridge, Upstream, _ownsUpstream, Root) = (bridge, upstream, ownsUpstream, root);

    public Bridge Bridge { get; }

    public FakeUpstream Upstream { get; }

    /// <summary>The <c>BasePath</c>.</summary>
    public string Root { get; }

    public McpCaller Admin => As(Bridge.AdminToken);

    /// <param name="root">The <c>BasePath</c>.</param>
    /// <param name="mode">The <c>Auth:Mode</c>.</param>
    /// <param name="folder">Of an earlier one, to play a restart.</param>
    /// <param name="upstream">Of an earlier one.</param>
    public static async Task<McpFixture> StartAsync(string root = "", string mode = "token", string? folder = null, FakeUpstream? upstream = null)
    {
        var own = upstream is null;
        upstream ??= await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"object":"list","data":[{"id":"m-1"}]}"""));
        var bridge = await Bridge.StartAsync(
            JsonSerializer.Serialize(new
            {
                BasePath = root,
                Auth = new { Mode = mode },
                Network = new { AllowPrivateNetwork = true },
                Providers = new object[]
                {
                    new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { ServerKey }, Headers = new Dictionary<string, string> { ["X-Planted"] = "planted-header-value-0000001" } },
                    new { Type = "openai", BaseUrl = upstream.Address + "/v1", Keys = new[] { ServerKey } },
                },
            }),
            folder);
        return new McpFixture(bridge, upstream, own, root);
    }

    public McpCaller As(string? token) => new(Bridge.Client, token, $"{Root}/mcp");

    /// <summary>A project's token.</summary>
    public async Task<(string Project, McpCaller Caller)> ProjectAsync(string name, params string[] permissions)
    {
        var project = await Bridge.ProjectAsync(name);
        return (project, As(await Bridge.TokenAsync(project, permissions)));
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        if (_ownsUpstream)
            await Upstream.DisposeAsync();
    }
}
