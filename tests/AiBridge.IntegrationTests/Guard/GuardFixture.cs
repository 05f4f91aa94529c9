using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Guard;

/// <summary>A bridge that lets providers made at runtime point at public addresses only, and an upstream on loopback.</summary>
internal sealed class GuardFixture : IAsyncDisposable
{
    /// <summary>Stands for a public address when the provider is made, and for loopback ever after.</summary>
    public const string Rebound = "rebound.example.com";

    private GuardFixture(FakeUpstream upstream, Bridge bridge, FakeDns names) => (Upstream, Bridge, Names) = (upstream, bridge, names);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    public FakeDns Names { get; }

    public int Port => new Uri(Upstream.Address).Port;

    public static async Task<GuardFixture> StartAsync(bool allowPrivate = false, params string[] allowedHosts)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var names = new FakeDns();
        names.Set(Rebound, FakeDns.Public, "127.0.0.1");
        return new GuardFixture(upstream, await Bridge.StartAsync(Configuration(upstream, allowPrivate, allowedHosts), names: names), names);
    }

    /// <summary>Changes what the network allows and puts it into force.</summary>
    public Task AllowAsync(bool allowPrivate = false, params string[] allowedHosts) =>
        Bridge.ReconfigureAsync(Configuration(Upstream, allowPrivate, allowedHosts));

    /// <summary>Adds an Anthropic provider.</summary>
    public Task CreateAsync(string name, string baseUrl, object? circuitBreaker = null) =>
        Bridge.Admin.CreateAsync("/api/v1/providers", new { name, type = "anthropic", baseUrl, apiKeys = new[] { new { value = "sk-ant-guarded-key-0000001" } }, circuitBreaker });

    /// <summary>Adds a provider on <see cref="Rebound"/>, whose name has changed its meaning by the time of the first request.</summary>
    public Task CreateReboundAsync() => CreateAsync("rebound", $"http://{Rebound}:{Port}");

    /// <summary>"ok", or the bridge's error code.</summary>
    public Task<string> OutcomeAsync(string name = "rebound") => Bridge.OutcomeAsync(name);

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
