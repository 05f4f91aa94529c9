using System.IO.Compression;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Network;

namespace AiBridge.IntegrationTests.Upgrades;

/// <summary>A bridge on a copy of a data directory that an earlier version left; every upstream is reached by a proxy, since those hosts are nowhere.</summary>
internal sealed class EarlierData : IAsyncDisposable
{
    /// <summary>The administrator token of the fixtures.</summary>
    public static readonly string Admin = "aib_" + new string('A', 43);

    public const string MasterKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private readonly TestProxy _proxy;

    private EarlierData(Bridge bridge, FakeUpstream upstream, TestProxy proxy, string folder) =>
        (Bridge, Upstream, _proxy, Folder) = (bridge, upstream, proxy, folder);

    public Bridge Bridge { get; }

    public FakeUpstream Upstream { get; }

    public string Folder { get; }

    public string Data => DataOf(Folder);

    /// <param name="version">The folder under <c>Fixtures/upgrades</c>.</param>
    /// <param name="archive">The archive in it.</param>
    /// <param name="masterKey">Null: the key ring lies in files.</param>
    public static Task<EarlierData> OpenAsync(string version, string archive = "data", string? masterKey = null) => OpenInAsync(Unpack(version, archive), masterKey);

    /// <param name="folder">Has the data directory in it.</param>
    /// <param name="masterKey">As above.</param>
    public static async Task<EarlierData> OpenInAsync(string folder, string? masterKey = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var proxy = new TestProxy(upstream.Address);
        var environment = new Dictionary<string, string> { ["AIBRIDGE_ADMIN_TOKEN"] = Admin };
        if (masterKey is not null)
            environment["AIBRIDGE_MASTER_KEY"] = masterKey;
        // Kept for ever: the fixture grows older each day.
        var configuration = JsonSerializer.Serialize(new
        {
            Network = new { Proxy = proxy.Address },
            Recording = new { RetentionDays = 0 },
            Audit = new { RetentionDays = 0 },
            Providers = new object[] { new { Type = "anthropic", BaseUrl = "http://messages.example.com", Keys = new[] { Config.AnthropicKey } } },
        });
        return new EarlierData(await Bridge.StartAsync(configuration, folder, environment), upstream, proxy, folder);
    }

    /// <summary>A fresh folder with a copy of the data directory in it.</summary>
    public static string Unpack(string version, string archive = "data")
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-upgrade-").FullName;
        ZipFile.ExtractToDirectory(FileOf(version, archive + ".zip"), DataOf(folder));
        return folder;
    }

    public static string DataOf(string folder) => Path.Combine(folder, "data");

    /// <summary>A file of the fixture as JSON.</summary>
    public static JsonElement Read(string version, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(FileOf(version, name)));
        return document.RootElement.Clone();
    }

    public Task<JsonElement> GetAsync(string path) => Bridge.As(Admin, "/api/v1").GetAsync(path.TrimStart('/'));

    /// <summary>One interception, once everything recorded or replayed so far is stored.</summary>
    public async Task<JsonElement> InterceptionAsync(string id)
    {
        await Bridge.FlushAsync();
        return await GetAsync($"/interceptions/{id}");
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await _proxy.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string FileOf(string version, string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "upgrades", version, name);
}
