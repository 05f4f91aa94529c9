using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.Providers;
using AiBridge.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>The whole product in this process: real Kestrel on a free loopback port, a real database file, its own folder.</summary>
internal sealed class Bridge : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private Bridge(WebApplication app, string folder, bool ownsFolder, string output, Wire wire)
    {
        Wire = wire;
        _app = app;
        _ownsFolder = ownsFolder;
        Folder = folder;
        Output = output;
        Address = app.Urls.First();
        Client = new HttpClient(wire.Speak(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero, MaxResponseDrainSize = 0 }))
        {
            BaseAddress = new Uri(Address),
            Timeout = Limit,
        };
    }

    public string Address { get; }

    /// <summary>What is spoken to it.</summary>
    public Wire Wire { get; }

    public string Folder { get; }

    /// <summary>What the start printed on the console.</summary>
    public string Output { get; }

    /// <summary>Sends no credential of its own.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string AdminToken { get; private init; } = "";

    public string ProjectToken { get; private init; } = "";

    /// <summary>The administrator in front of the API.</summary>
    public ManagementClient Admin => As(AdminToken);

    /// <param name="configuration">The content of the configuration file; <c>{upstream}</c> style values are the caller's to fill in.</param>
    /// <param name="folder">Reused to play a restart; null makes a fresh one.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="clock">The system's when null.</param>
    /// <param name="wire">What it listens for, and what <see cref="Client"/> speaks.</param>
    /// <param name="names">What host names of providers made at runtime stand for; only localhost when null.</param>
    public static async Task<Bridge> StartAsync(
        string configuration,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeProvider? clock = null,
        FakeDns? names = null,
        Wire wire = Wire.Plain)
    {
        var home = folder ?? Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        Directory.CreateDirectory(Path.Combine(home, "config"));
        await File.WriteAllTextAsync(Path.Combine(home, "config", "aibridge.json"), configuration);
        if (folder is null)
            await EmptyDatabase.PutAsync(home);
        var output = new StringWriter();
        var app = await AiBridgeHost.BuildAsync(new HostInputs
        {
            WorkingDirectory = home,
            Environment = environment ?? new Dictionary<string, string>(),
            Settings = wire.Settings(home),
            Clock = clock ?? TimeProvider.System,
            Names = (names ?? new FakeDns()).LookUpAsync,
            Output = output,
        });
        await app.StartAsync();
        var tokens = output.ToString().Split([' ', '\n', '\r', '"', '='], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("aib_", StringComparison.Ordinal)).Distinct().ToArray();
        return new Bridge(app, home, folder is null, output.ToString(), wire)
        {
            AdminToken = tokens.ElementAtOrDefault(0) ?? "",
            ProjectToken = tokens.ElementAtOrDefault(1) ?? "",
        };
    }

    /// <summary>A bridged request with the project's token in <c>Authorization</c>.</summary>
    public HttpRequestMessage Post(string path, string body, string? token = null) => new(HttpMethod.Post, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? ProjectToken) },
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    public HttpRequestMessage Get(string path, string? token = null) => new(HttpMethod.Get, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? ProjectToken) },
    };

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption option = HttpCompletionOption.ResponseContentRead) =>
        Client.SendAsync(request, option);

    /// <summary>Somebody else in front of the API.</summary>
    /// <param name="token">Null for nobody.</param>
    /// <param name="root">What the client's paths are under.</param>
    public ManagementClient As(string? token, string root = "") => new(Client, token, root);

    /// <summary>An agent's message by a provider of Anthropic's type.</summary>
    public Task<HttpResponseMessage> AskAsync(string provider, string? token = null) => SendAsync(Post($"/{provider}/v1/messages", Traffic.AnthropicRequest, token));

    /// <summary>"ok", or the bridge's error code.</summary>
    public async Task<string> OutcomeAsync(string provider, string? token = null)
    {
        using var response = await AskAsync(provider, token);
        return response.IsSuccessStatusCode ? "ok" : response.Headers.GetValues("X-AiBridge-Error").Single();
    }

    /// <summary>Writes the configuration file anew and puts it into force.</summary>
    public async Task ReconfigureAsync(string configuration)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "config", "aibridge.json"), configuration);
        Services.GetRequiredService<ConfigurationReload>().Check();
    }

    /// <summary>The interception as the read API gives it, once everything recorded so far is stored.</summary>
    public async Task<JsonElement> InterceptionAsync(string id)
    {
        await FlushAsync();
        return await Admin.GetAsync($"/api/v1/interceptions/{id}");
    }

    public async Task<JsonElement> InterceptionsAsync(string query = "")
    {
        await FlushAsync();
        return (await Admin.GetAsync($"/api/v1/interceptions{query}")).GetProperty("items");
    }

    public Task FlushAsync() => Services.GetRequiredService<InterceptionRecorder>().FlushAsync().WaitAsync(Limit);

    /// <summary>What the bridges on this folder have logged; the configuration has to name a file under <c>logs/</c>.</summary>
    public async Task<string> LogAsync() =>
        string.Concat(await Task.WhenAll(Directory.GetFiles(Path.Combine(Folder, "logs")).Order(StringComparer.Ordinal).Select(file => File.ReadAllTextAsync(file))));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
