using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

/// <summary>A bridge without providers, shared by the tests of a class.</summary>
public sealed class ManagedBridge : IAsyncLifetime
{
    internal Bridge Bridge { get; private set; } = null!;

    public async Task InitializeAsync() => Bridge = await Bridge.StartAsync("{}");

    public Task DisposeAsync() => Bridge.DisposeAsync().AsTask();

    /// <summary>The answer to a GET; the administrator's when no token is named.</summary>
    internal Task<HttpResponseMessage> SendAsync(string path, string? token = null) => Bridge.As(token ?? Bridge.AdminToken).SendAsync(HttpMethod.Get, path);

    /// <summary>The body of a 200.</summary>
    internal Task<JsonElement> GetAsync(string path, string? token = null) => Bridge.As(token ?? Bridge.AdminToken).GetAsync(path);

    internal Task<string> TokenAsync(string project, params string[] permissions) => Bridge.TokenAsync(project, permissions);
}
