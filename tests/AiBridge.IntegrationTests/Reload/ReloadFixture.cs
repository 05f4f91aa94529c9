using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Reload;

/// <summary>Four Anthropic providers on one upstream: one is edited, one switched off and on, one renamed, one left alone.</summary>
internal sealed class ReloadFixture : IAsyncDisposable
{
    private readonly HeldStreams _streams = new();

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
        upstream.Always(fixture._streams.AnswerAsync);
        return fixture;
    }

    public Task ChangeAsync(int round) => Bridge.ReconfigureAsync(Configuration(Upstream, round));

    /// <summary>A stream in its middle.</summary>
    public Task<RelayedStream> HoldAsync(string name) =>
        HeldStreams.HoldAsync(Bridge.Client, Bridge.Post($"/{name}/v1/messages", Traffic.AnthropicRequest), Family.Anthropic);

    /// <summary>Lets the held streams go on.</summary>
    public void Release() => _streams.Release();

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
}
