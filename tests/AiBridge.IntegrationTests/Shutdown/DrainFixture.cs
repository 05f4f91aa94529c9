using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Shutdown;

/// <summary>A bridge in a process of its own that is told to stop, and an upstream whose streams go on when the test says so.</summary>
internal sealed class DrainFixture : IAsyncDisposable
{
    public const string Admin = "aib_DrainTestAdminToken000000000000000000000000";

    /// <summary>A request header: its stream goes on when the test says so.</summary>
    public const string HoldHeader = "x-hold";

    /// <summary>How the upstream holds: in the middle of its stream, or before its headers.</summary>
    public const string Middle = "middle", Before = "before";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<string> _begun = [];

    private DrainFixture(FakeUpstream upstream, string folder, Wire wire) => (Upstream, Folder, Wire) = (upstream, folder, wire);

    public FakeUpstream Upstream { get; }

    public string Folder { get; }

    public Wire Wire { get; }

    public BridgeProcess Bridge { get; private set; } = null!;

    /// <summary>Calls that have come to where they are held.</summary>
    public int Begun => _begun.Count;

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
        upstream.Always(fixture.AnswerAsync);
        await fixture.RestartAsync();
        return fixture;
    }

    public async Task RestartAsync() => Bridge = await BridgeProcess.StartAsync(Folder, Admin, wire: Wire);

    /// <summary>A request whose answer is held.</summary>
    public Task<HttpResponseMessage> AskAsync(string path, string body, string hold)
    {
        var request = Bridge.Post(path, body, Admin);
        request.Headers.Add(HoldHeader, hold);
        return Bridge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<StreamTalk> HoldAsync(Family family, string hold = Middle)
    {
        var response = await AskAsync(family.Path, family.Request, hold);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var talk = new StreamTalk(null!, response, await response.Content.ReadAsStreamAsync());
        await talk.ReadUntilAsync(family.Begin);
        return talk;
    }

    /// <summary>Lets the streams held with this word go on to their end.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Sends SIGTERM and waits until the process says that it goes down.</summary>
    public async Task<Stopwatch> TerminateAsync()
    {
        var since = Stopwatch.StartNew();
        await Bridge.TerminateAsync();
        while (await ReadinessAsync() != "shutting_down")
            since.Elapsed.Should().BeLessThan(StreamFixture.Limit);
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

    private async Task<string?> ReadinessAsync()
    {
        using var ready = await Bridge.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return JsonDocument.Parse(await ready.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await context.ReadAsync();
        var hold = request.Headers.GetValueOrDefault(HoldHeader, "");
        var family = request.Target.EndsWith("/messages", StringComparison.Ordinal) ? Family.Anthropic
            : request.Target.EndsWith("/responses", StringComparison.Ordinal) ? Family.Responses
            : Family.Chat;
        _begun.Add(hold);
        if (hold == Before)
            await HoldAsync(context);
        context.Response.ContentType = Answers.EventStream;
        await SendAsync(context, family.Begin);
        if (hold.Length > 0)
            await (hold == Middle ? HoldAsync(context) : _release.Task.WaitAsync(context.RequestAborted));
        await SendAsync(context, family.Half + family.Rest);
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>For as long as the bridge holds the call.</summary>
    private static Task HoldAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(() => gone.TrySetCanceled());
        return gone.Task;
    }
}
