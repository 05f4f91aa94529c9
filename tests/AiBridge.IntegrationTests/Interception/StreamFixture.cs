using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>A bridge and an upstream whose streams go on only when the test says so.</summary>
internal sealed class StreamFixture : IAsyncDisposable
{
    private StreamFixture(FakeUpstream upstream, Bridge bridge, FakeTimeProvider? clock) => (Upstream, Bridge, Clock) = (upstream, bridge, clock);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    /// <summary>Stands still; null when the bridge runs on the system's.</summary>
    public FakeTimeProvider? Clock { get; }

    public static async Task<StreamFixture> StartAsync(bool manualClock = false, int keepAlive = 15, double silence = 300, int slowClient = 60, Wire wire = Wire.Plain)
    {
        var upstream = await FakeUpstream.StartAsync();
        var clock = manualClock ? new FakeTimeProvider() : null;
        object Provider(string type, string path) => new
        {
            Type = type,
            BaseUrl = upstream.Address + path,
            Keys = new[] { "sk-test-0000000000000000" },
            FirstEventHoldSeconds = 0,
            KeepAliveSeconds = keepAlive,
            UpstreamEncoding = "client",
            // These tests break the upstream on purpose, over and over: each call is to be made, and made once.
            MaxRetries = 0,
            CircuitBreaker = new { Enabled = false },
            Timeouts = new { SilenceSeconds = silence },
        };
        var configuration = JsonSerializer.Serialize(new
        {
            Limits = new { SlowClientSeconds = slowClient },
            Providers = new[] { Provider("anthropic", ""), Provider("openai", "/v1") },
        });
        return new StreamFixture(upstream, await Bridge.StartAsync(configuration, clock: clock, wire: wire), clock);
    }

    /// <summary>Begins a stream: the headers have arrived.</summary>
    /// <param name="family">What is asked for.</param>
    /// <param name="encoding">The answer's content encoding.</param>
    /// <param name="contentType">The answer's content type.</param>
    /// <param name="first">What the upstream sends at once; a body that is no stream has no headers before it.</param>
    public async Task<RelayedStream> CallAsync(Family family, string? encoding = null, string contentType = Answers.EventStream, string first = "")
    {
        var script = new HeldAnswer(contentType, first, encoding: encoding);
        Upstream.Expect(script.AnswerAsync);
        var response = await Bridge.SendAsync(Bridge.Post(family.Path, family.Request), HttpCompletionOption.ResponseHeadersRead);
        return new RelayedStream(response, await response.Content.ReadAsStreamAsync(), script);
    }

    /// <summary>Lets time pass in steps until the task is done.</summary>
    public async Task PassTimeUntilAsync(Task done, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        while (!done.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            Clock!.Advance(step);
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }

        await done;
    }

    /// <summary>The row, once it is closed: the client knows nothing of that moment.</summary>
    public async Task<JsonElement> RowAsync(string id)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        while (true)
        {
            var row = await Bridge.InterceptionAsync(id);
            if (row.GetProperty("status").GetString() != "in_progress")
                return row;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
