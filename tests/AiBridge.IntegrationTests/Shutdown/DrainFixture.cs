using System.Diagnostics;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Shutdown;

/// <summary>A bridge in a process of its own that is told to stop, and an upstream whose streams go on when the test says so.</summary>
internal sealed class DrainFixture : IAsyncDisposable
{
    public const string Admin = "aib_DrainTestAdminToken000000000000000000000000";

    private readonly HeldStreams _streams = new();

    private DrainFixture(FakeUpstream upstream, string folder, Wire wire) => (Upstream, Folder, Wire) = (upstream, folder, wire);

    public FakeUpstream Upstream { get; }

    public string Folder { get; }

    public Wire Wire { get; }

    public BridgeProcess Bridge { get; private set; } = null!;

    /// <summary>Calls that have come to where they are held.</summary>
    public int Begun => _streams.Begun;

    /// <summary>The journal's files.</summary>
    public IEnumerable<string> Segments => Directory.EnumerateFiles(Path.Combine(Folder, "data", "journal"), "*", SearchOption.AllDirectories);

    public static async Task<DrainFixture> StartAsync(int drainSeconds, Wire wire = Wire.Plain)
    {
        var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-drain-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config", "aibridge.json"),
            Config.For(upstream, new { Shutdown = new { DrainSeconds = drainSeconds } }));
        var fixture = new DrainFixture(upstream, folder, wire);
        upstream.Always(fixture._streams.AnswerAsync);
        await fixture.RestartAsync();
        return fixture;
    }

    public async Task RestartAsync() => Bridge = await BridgeProcess.StartAsync(Folder, Admin, wire: Wire);

    /// <summary>A request whose answer is held.</summary>
    public Task<HttpResponseMessage> AskAsync(string path, string body, string hold) =>
        Bridge.Client.SendAsync(HeldStreams.Hold(Bridge.Post(path, body, Admin), hold), HttpCompletionOption.ResponseHeadersRead);

    public Task<RelayedStream> HoldAsync(Family family, string hold = HeldStreams.Middle) =>
        HeldStreams.HoldAsync(Bridge.Client, Bridge.Post(family.Path, family.Request, Admin), family, hold);

    /// <summary>Lets the streams held with this word go on to their end.</summary>
    public void Release() => _streams.Release();

    /// <summary>Sends SIGTERM and waits until the process says that it goes down.</summary>
    public async Task<Stopwatch> TerminateAsync()
    {
        var since = Stopwatch.StartNew();
        await Bridge.TerminateAsync();
        while (!await IsGoingDownAsync())
            since.Elapsed.Should().BeLessThan(RelayedStream.Limit);
        return since;
    }

    /// <summary>All rows, once a new process has started.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAfterRestartAsync()
    {
        Bridge.Dispose();
        await RestartAsync();
        await Bridge.ReadyAsync();
        return await Bridge.AllInterceptionsAsync(Admin);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        Bridge.Dispose();
        await Upstream.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> IsGoingDownAsync()
    {
        try
        {
            using var ready = await Bridge.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return JsonDocument.Parse(await ready.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString() == "shutting_down";
        }
        catch (HttpRequestException)
        {
            // On a busy machine it may have gone before it could say so.
            return true;
        }
    }
}
