using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>A server with providers on one upstream, and projects whose chats may ask others.</summary>
internal sealed class ChatFixture : IAsyncDisposable
{
    public static readonly string[] Permissions = ["ai:*", "interceptions:Read"];

    private ChatFixture(Bridge bridge, FakeUpstream server, FakeUpstream own) => (Bridge, Server, Own) = (bridge, server, own);

    public Bridge Bridge { get; }

    /// <summary>Where the server's providers point.</summary>
    public FakeUpstream Server { get; }

    /// <summary>Where projects' configurations point.</summary>
    public FakeUpstream Own { get; }

    public static async Task<ChatFixture> StartAsync(object? more = null, TimeProvider? clock = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (server, own) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        var settings = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        settings.TryAdd("Network", JsonSerializer.SerializeToNode(new { AllowPrivateNetwork = true }));
        settings.TryAdd("Ai", JsonSerializer.SerializeToNode(new { Model = "server-model" }));
        return new ChatFixture(await Bridge.StartAsync(Config.For(server, settings), clock: clock, environment: environment), server, own);
    }

    public async Task<ChatUser> ProjectAsync(string name, params string[] permissions)
    {
        var project = await Bridge.ProjectAsync(name);
        return new ChatUser(this, project, await Bridge.TokenAsync(project, permissions.Length > 0 ? permissions : Permissions));
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Server.DisposeAsync();
        await Own.DisposeAsync();
    }
}

/// <summary>One for all tests of a class that use a project of their own each.</summary>
public sealed class SharedChat : IAsyncLifetime
{
    internal ChatFixture Fixture { get; private set; } = null!;

    public async Task InitializeAsync() => Fixture = await ChatFixture.StartAsync();

    public Task DisposeAsync() => Fixture.DisposeAsync().AsTask();

    internal Task<ChatUser> ProjectAsync() => Fixture.ProjectAsync($"project {Guid.NewGuid():n}");
}

/// <summary>A project's program, with a token that may chat.</summary>
internal sealed record ChatUser(ChatFixture Fixture, string ProjectId, string Token)
{
    public const string Config = "/v1/ai/config";
    public const string ChatPath = "/v1/ai/chat";

    public ManagementClient Api => Fixture.Bridge.As(Token);

    public Task<JsonElement> ConfigureAsync(object config) => Api.PutAsync(Config, config);

    /// <summary>A configuration of its own on the fixture's second upstream.</summary>
    public Task<JsonElement> ConfigureOwnAsync(string type, string key, string model = "own-model") =>
        ConfigureAsync(new { provider = type, model, apiKey = key, baseUrl = Fixture.Own.Address + (type == "anthropic" ? "" : "/v1") });

    public Task<HttpResponseMessage> SendAsync(object body) => Api.SendAsync(HttpMethod.Post, ChatPath, body);

    /// <summary>The whole answer to a few words.</summary>
    public async Task<JsonElement> AskAsync(string words = "hello", string? model = null)
    {
        using var response = await SendAsync(new { messages = new[] { new { role = "user", content = words } }, model });
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The code of the refusal.</summary>
    public async Task<JsonElement> RefusedAsync(HttpStatusCode status, string code, object? body = null) =>
        await ManagementClient.ProblemAsync(await SendAsync(body ?? new { messages = new[] { new { role = "user", content = "hello" } } }), status, code);

    /// <summary>The events of a streamed answer.</summary>
    public async Task<IReadOnlyList<(string Name, JsonElement Data)>> StreamAsync(string words = "hello")
    {
        using var response = await SendAsync(new { messages = new[] { new { role = "user", content = words } }, stream = true });
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        await using var body = await response.Content.ReadAsStreamAsync();
        return await SseParser.Create(body).EnumerateAsync().Select(item => (item.EventType, JsonDocument.Parse(item.Data).RootElement)).ToListAsync();
    }
}
