using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Management;

/// <summary>A bridge without providers, shared by the tests of a class.</summary>
public sealed class ManagedBridge : IAsyncLifetime
{
    internal Bridge Bridge { get; private set; } = null!;

    public async Task InitializeAsync() => Bridge = await Bridge.StartAsync("{}");

    public Task DisposeAsync() => Bridge.DisposeAsync().AsTask();

    /// <summary>The answer to a GET; the administrator's when no token is named.</summary>
    internal Task<HttpResponseMessage> SendAsync(string path, string? token = null) => Bridge.SendAsync(Bridge.Get(path, token ?? Bridge.AdminToken));

    /// <summary>The body of a 200.</summary>
    internal async Task<JsonElement> GetAsync(string path, string? token = null)
    {
        using var response = await SendAsync(path, token);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }

    internal async Task<string> TokenAsync(string project, params string[] permissions)
    {
        var issued = await Bridge.IssueAsync(new NewToken(project, "test", permissions));
        return issued.Secret.Reveal();
    }

    /// <summary>Checks a problem document and gives it back.</summary>
    internal static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().Should().Be((int)status);
        problem.GetProperty("code").GetString().Should().Be(code);
        return problem;
    }
}
