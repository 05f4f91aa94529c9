using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A bridge whose providers are made over the API, on an upstream that says whom it was asked by.</summary>
internal sealed class ProviderFixture : IAsyncDisposable
{
    public const string Path = "/api/v1/providers";
    public const string KeyOfConfigured = "sk-of-the-configuration-0000001";

    private readonly HeldStreams _streams = new();

    private ProviderFixture(FakeUpstream upstream, Bridge bridge) => (Upstream, Bridge) = (upstream, bridge);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    /// <summary>With one provider <c>fixed</c> in the configuration.</summary>
    public static async Task<ProviderFixture> StartAsync(string? folder = null, object? logging = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var fixture = new ProviderFixture(upstream, await Bridge.StartAsync(Configuration(upstream, logging, "fixed"), folder));
        upstream.Always(fixture.AnswerAsync);
        return fixture;
    }

    /// <summary>Writes the configuration anew with these Anthropic providers and puts it into force.</summary>
    public Task ConfigureAsync(params string[] names) => Bridge.ReconfigureAsync(Configuration(Upstream, null, names));

    public Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK) =>
        Bridge.Admin.CallAsync(method, path, body, status);

    public Task<JsonElement> GetAsync(string name = "") => Bridge.Admin.GetAsync(name.Length == 0 ? Path : $"{Path}/{name}");

    public Task<JsonElement> CreateAsync(object body) => Bridge.Admin.CreateAsync(Path, body);

    public Task<JsonElement> PutAsync(string name, object body) => Bridge.Admin.PutAsync($"{Path}/{name}", body);

    public async Task<string> TokenAsync(bool serverScope, params string[] permissions)
    {
        var issued = await Bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", permissions, ServerScope: serverScope));
        return issued.Secret.Reveal();
    }

    /// <summary>The paths of a 400's fields.</summary>
    public Task<string[]> FaultsAsync(HttpMethod method, string path, object body) => Bridge.Admin.FaultsAsync(method, path, body);

    /// <summary>An agent's request by an Anthropic provider; a 200 says in <c>x-seen</c> where it arrived and with which key.</summary>
    public Task<HttpResponseMessage> AskAsync(string name) => Bridge.AskAsync(name);

    /// <summary>Path and key the upstream saw; the bridge's error code when it was not asked.</summary>
    public async Task<string> SeenAsync(string name)
    {
        using var response = await AskAsync(name);
        return response.Headers.TryGetValues("x-seen", out var seen) ? seen.Single()
            : response.Headers.TryGetValues("X-AiBridge-Error", out var code) ? code.Single()
            : $"{(int)response.StatusCode}";
    }

    /// <summary>A stream in its middle.</summary>
    public Task<RelayedStream> HoldAsync(string name) =>
        HeldStreams.HoldAsync(Bridge.Client, Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest), Family.Anthropic);

    /// <summary>Lets the held streams go on; the talk must then be whole.</summary>
    public async Task ReleaseAsync(RelayedStream talk)
    {
        _streams.Release();
        (await talk.ReadToEndAsync()).Should().BeTrue("no change cuts a running stream");
        talk.Text.Should().Be(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
        (await Bridge.InterceptionAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
    }

    public async ValueTask DisposeAsync()
    {
        _streams.Release();
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Configuration(FakeUpstream upstream, object? logging, params string[] names) => JsonSerializer.Serialize(new
    {
        Network = new { AllowPrivateNetwork = true },
        Serilog = new { MinimumLevel = logging is null ? "Information" : "Verbose" },
        Logging = logging,
        Providers = names.Select(name => new { Type = "anthropic", Name = name, BaseUrl = $"{upstream.Address}/configured", Keys = new[] { KeyOfConfigured } }),
    });

    private Task AnswerAsync(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        ? Answers.Text(Answers.Json, """{"data":[{"id":"m-1"}]}""")(context)
        : _streams.AnswerAsync(context);
}
