using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Network;

/// <summary>A bridge with providers on hosts that only a proxy can reach, and the proxy.</summary>
internal sealed class ProxyFixture : IAsyncDisposable
{
    public const string User = "ada";
    public const string Password = "planted-proxy-password-01";
    public const string Host = "llm.example.com";

    private ProxyFixture(FakeUpstream upstream, TestProxy proxy) => (Upstream, Proxy) = (upstream, proxy);

    public FakeUpstream Upstream { get; }

    public TestProxy Proxy { get; }

    public FakeDns Names { get; } = new();

    public Bridge Bridge { get; private set; } = null!;

    /// <param name="proxy">The setting; <c>{proxy}</c> is the proxy's address, <c>{secret}</c> the same with credentials. Null: not set.</param>
    /// <param name="environment">Variables, filled in alike.</param>
    /// <param name="credentials">The proxy asks for them.</param>
    /// <param name="refusal">What the proxy answers to everything.</param>
    public static async Task<ProxyFixture> StartAsync(string? proxy = null, Dictionary<string, string>? environment = null, bool credentials = false, string? refusal = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var wanted = credentials ? Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}")) : null;
        var fixture = new ProxyFixture(upstream, new TestProxy(upstream.Address) { Credentials = wanted, Refusal = refusal });
        var variables = (environment ?? []).ToDictionary(variable => variable.Key, variable => fixture.Fill(variable.Value));
        fixture.Bridge = await Bridge.StartAsync(fixture.Configuration(proxy), environment: variables, names: fixture.Names);
        return fixture;
    }

    public Task ChangeAsync(string proxy) => Bridge.ReconfigureAsync(Configuration(proxy));

    public Task<HttpResponseMessage> AskAsync(string name = "far") => Bridge.AskAsync(name);

    /// <summary>"ok", or the bridge's error code.</summary>
    public Task<string> OutcomeAsync(string name = "far") => Bridge.OutcomeAsync(name);

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private string Fill(string text) => text
        .Replace("{proxy}", Proxy.Address, StringComparison.Ordinal)
        .Replace("{secret}", $"http://{User}:{Password}@127.0.0.1:{Proxy.Port}", StringComparison.Ordinal);

    private string Configuration(string? proxy)
    {
        var local = Upstream.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var providers = new object[]
        {
            Provider("far", $"http://{Host}"),
            Provider("secure", $"https://{Host}"),
            Provider("address", Upstream.Address),
            Provider("local", local),
            new { Type = "anthropic", Name = "signed", BaseUrl = $"http://{Host}", Auth = "oauth", OAuth = new { TokenUrl = $"http://login.example.com/token", ClientId = "c", ClientSecret = "secret-of-client-1" } },
        };
        var (serilog, logging) = (new { MinimumLevel = "Debug" }, new { File = "logs/bridge.log" });
        return proxy is null
            ? JsonSerializer.Serialize(new { Serilog = serilog, Logging = logging, Providers = providers })
            : JsonSerializer.Serialize(new { Serilog = serilog, Logging = logging, Network = new { Proxy = Fill(proxy) }, Providers = providers });

        static object Provider(string name, string url) =>
            new { Type = "anthropic", Name = name, BaseUrl = url, Keys = new[] { "sk-ant-behind-a-proxy-00001" }, MaxRetries = 1, CircuitBreaker = new { Enabled = false } };
    }
}
