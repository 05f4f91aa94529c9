using System.Text;
using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Storage.Rows;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>A folder in which bridges are started one after the other, and an upstream that answers everything and remembers the keys.</summary>
internal sealed class SecretFixture : IAsyncDisposable
{
    /// <summary>The administrator of every bridge here; also good for bridged calls.</summary>
    public const string Admin = "aib_administratorTokenOfTheSecretTests000000000";

    public const string ConfiguredKey = "sk-ant-api03-configured-key-0001";

    private SecretFixture(FakeUpstream upstream) => Upstream = upstream;

    public FakeUpstream Upstream { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public string Data => Path.Combine(Folder, "data");

    public Dictionary<string, string> Environment { get; } = new() { [FirstTokens.AdminVariable] = Admin };

    /// <summary>The key of the last call that reached the upstream.</summary>
    public string LastKey => Upstream.Received[^1].Headers["x-api-key"];

    public static async Task<SecretFixture> OpenAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        return new SecretFixture(upstream);
    }

    public Task<Bridge> StartAsync(string? folder = null) => Bridge.StartAsync(Configuration(), folder ?? Folder, Environment);

    /// <summary>A bridge with one secret and a stored provider <c>lab</c> that presents itself with it.</summary>
    public async Task<(Bridge Bridge, string SecretId)> StartWithLabAsync(string value)
    {
        var bridge = await StartAsync();
        var secret = await bridge.Secrets(Admin).CreateAsync("", new { name = "lab", value, projectId = (string?)null });
        var id = secret.GetProperty("id").GetString()!;
        await AddProviderAsync(bridge, "lab", id);
        return (bridge, id);
    }

    /// <summary>A server-wide provider of the store.</summary>
    public async Task<string> AddProviderAsync(Bridge bridge, string name, string secretId, string purpose = ProviderSecretRow.Key, string auth = "api_key")
    {
        var row = new ProviderRow
        {
            Id = TokenFormat.NewId("prv_"),
            Name = name,
            Settings = JsonSerializer.Serialize(new { type = "anthropic", baseUrl = Upstream.Address, auth }),
        };
        await using var db = await bridge.DbAsync();
        db.Providers.Add(row);
        db.ProviderSecrets.Add(new ProviderSecretRow { ProviderId = row.Id, SecretId = secretId, Purpose = purpose });
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<StoredProviders>().ReloadAsync();
        return row.Id;
    }

    /// <summary>A project's provider on an address of its own.</summary>
    public async Task<string> AddAiProviderAsync(Bridge bridge, string project, string slug, string secretId)
    {
        var row = new AiProviderRow
        {
            Id = TokenFormat.NewId("aip_"),
            ProjectId = project,
            SecretId = secretId,
            Name = slug,
            Slug = slug,
            Provider = "anthropic",
            DefaultModel = "",
            BaseUrl = Upstream.Address,
            SecretDestination = $"anthropic {Upstream.Address}",
        };
        await using var db = await bridge.DbAsync();
        db.AiProviders.Add(row);
        await db.SaveChangesAsync();
        await bridge.Services.GetRequiredService<StoredProviders>().ReloadAsync();
        return row.Id;
    }

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await AiBridgeHost.RunAsync(arguments, new HostInputs { WorkingDirectory = Folder, Environment = Environment, Output = output }, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>All bytes of the database, its write-ahead log too.</summary>
    public string DatabaseBytes()
    {
        var all = new StringBuilder();
        foreach (var path in Directory.GetFiles(Data, "aibridge.db*"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            all.Append(Encoding.Latin1.GetString(bytes.ToArray()));
        }

        return all.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Upstream.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private string Configuration() => JsonSerializer.Serialize(new
    {
        Network = new { AllowPrivateNetwork = true },
        Serilog = new { MinimumLevel = "Verbose" },
        Logging = new { File = "logs/bridge.log" },
        Providers = new object[] { new { Type = "anthropic", BaseUrl = Upstream.Address, Keys = new[] { ConfiguredKey } } },
    });
}
