using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Guard;

/// <summary>A bridge that lets providers made at runtime point at public addresses only, and an upstream on loopback.</summary>
internal sealed class GuardFixture : IAsyncDisposable
{
    /// <summary>Stands for a public address when the provider is made, and for loopback ever after.</summary>
    public const string Rebound = "rebound.example.com";

    private GuardFixture(FakeUpstream upstream, Bridge bridge, Names names) => (Upstream, Bridge, Names) = (upstream, bridge, names);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    public Names Names { get; }

    public int Port => new Uri(Upstream.Address).Port;

    public static async Task<GuardFixture> StartAsync(bool allowPrivate = false, params string[] allowedHosts)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var names = new Names();
        names.Set(Rebound, Names.Public, "127.0.0.1");
        return new GuardFixture(upstream, await Bridge.StartAsync(Configuration(upstream, allowPrivate, allowedHosts), names: names), names);
    }

    /// <summary>Changes what the network allows and puts it into force.</summary>
    public async Task AllowAsync(bool allowPrivate = false, params string[] allowedHosts)
    {
        await File.WriteAllTextAsync(Path.Combine(Bridge.Folder, "config", "aibridge.json"), Configuration(Upstream, allowPrivate, allowedHosts));
        Bridge.Services.GetRequiredService<ConfigurationReload>().Check();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Bridge.AdminToken) } };
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await Bridge.SendAsync(request);
    }

    /// <summary>Adds an Anthropic provider.</summary>
    public async Task CreateAsync(string name, string baseUrl, object? circuitBreaker = null)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/v1/providers", new { name, type = "anthropic", baseUrl, apiKeys = new[] { new { value = "sk-ant-guarded-key-0000001" } }, circuitBreaker });
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Adds a provider on <see cref="Rebound"/>, whose name has changed its meaning by the time of the first request.</summary>
    public Task CreateReboundAsync() => CreateAsync("rebound", $"http://{Rebound}:{Port}");

    public Task<HttpResponseMessage> AskAsync(string name) => Bridge.SendAsync(Bridge.Post($"/{name}/v1/messages", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}"""));

    /// <summary>"ok", or the bridge's error code.</summary>
    public async Task<string> OutcomeAsync(string name = "rebound")
    {
        using var response = await AskAsync(name);
        return response.IsSuccessStatusCode ? "ok" : response.Headers.GetValues("X-AiBridge-Error").Single();
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Configuration(FakeUpstream upstream, bool allowPrivate, string[] allowedHosts) => JsonSerializer.Serialize(new
    {
        Network = new { AllowPrivateNetwork = allowPrivate, AllowedHosts = allowedHosts },
        Providers = new[] { new { Type = "anthropic", Name = "fixed", BaseUrl = upstream.Address, Keys = new[] { "sk-ant-of-the-configuration-1" } } },
    });
}
