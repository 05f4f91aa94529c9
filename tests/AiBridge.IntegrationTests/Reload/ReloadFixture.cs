using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Reload;

/// <summary>Four Anthropic providers on one upstream: one is edited, one switched off and on, one renamed, one left alone.</summary>
internal sealed class ReloadFixture : IAsyncDisposable
{
    private const string HoldHeader = "x-hold";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReloadFixture(FakeUpstream upstream, Bridge bridge) => (Upstream, Bridge) = (upstream, bridge);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    public static string KeyOf(int round) => $"sk-ant-test-round-{round:00}-000000";

    public static bool IsOn(int round) => round % 2 == 0;

    public static async Task<ReloadFixture> StartAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        // On a clock that stands still nobody but the test looks at the files.
        var fixture = new ReloadFixture(upstream, await Bridge.StartAsync(Configuration(upstream, 0), clock: new FakeTimeProvider()));
        upstream.Always(fixture.AnswerAsync);
        return fixture;
    }

    public async Task ChangeAsync(int round)
    {
        await File.WriteAllTextAsync(Path.Combine(Bridge.Folder, "config", "aibridge.json"), Configuration(Upstream, round));
        Bridge.Services.GetRequiredService<ConfigurationReload>().Check();
    }

    public Task<HttpResponseMessage> AskAsync(string name) => Bridge.SendAsync(Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest));

    /// <summary>A stream in its middle.</summary>
    public async Task<StreamTalk> HoldAsync(string name)
    {
        var request = Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest);
        request.Headers.Add(HoldHeader, "1");
        var response = await Bridge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var talk = new StreamTalk(null!, response, await response.Content.ReadAsStreamAsync());
        await talk.ReadUntilAsync(Family.Anthropic.Begin);
        return talk;
    }

    /// <summary>Lets the held streams go on.</summary>
    public void Release() => _release.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Configuration(FakeUpstream upstream, int round) => JsonSerializer.Serialize(new
    {
        Providers = new object[]
        {
            // A connect time-out of its own makes a new upstream client.
            new { Type = "anthropic", Name = "edited", BaseUrl = $"{upstream.Address}/edited-{round}", Keys = new[] { KeyOf(round) }, Timeouts = new { ConnectSeconds = 5 + round } },
            new { Type = "anthropic", Name = "switched", BaseUrl = $"{upstream.Address}/switched", Keys = new[] { KeyOf(0), KeyOf(round) }, Enabled = IsOn(round) },
            new { Type = "anthropic", Name = $"renamed-{round}", BaseUrl = $"{upstream.Address}/renamed", Keys = new[] { KeyOf(0) } },
            new { Type = "anthropic", Name = "steady", BaseUrl = $"{upstream.Address}/steady", Keys = new[] { KeyOf(0) } },
        },
    });

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await context.ReadAsync();
        context.Response.ContentType = Answers.EventStream;
        context.Response.Headers["x-seen"] = $"{request.Target} {request.Headers["x-api-key"]}";
        await context.Response.WriteAsync(Family.Anthropic.Begin);
        await context.Response.Body.FlushAsync();
        if (request.Headers.ContainsKey(HoldHeader))
            await _release.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(Family.Anthropic.Half + Family.Anthropic.Rest);
    }
}
