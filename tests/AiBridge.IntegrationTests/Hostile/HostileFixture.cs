using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>A bridge for each wire and one upstream, for all rows of a table: only what a row asks for stands between them.</summary>
public sealed class HostileFixture : IAsyncLifetime
{
    /// <summary>The caller's own credential.</summary>
    internal const string Own = "sk-own-credential-of-the-caller-1";

    private readonly Dictionary<Wire, Bridge> _bridges = [];

    internal FakeUpstream Upstream { get; private set; } = null!;

    internal Bridge Over(Wire wire) => _bridges[wire];

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        foreach (var wire in new[] { Wire.Plain, Wire.Http2 })
            _bridges[wire] = await Bridge.StartAsync(Config.For(Upstream), wire: wire);
    }

    public async Task DisposeAsync()
    {
        foreach (var bridge in _bridges.Values)
            await bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>What the upstream was asked for one request; null for nothing.</summary>
    internal async Task<(OddAnswer Answer, ReceivedRequest? Asked)> AskAsync(Wire wire, OddRequest request)
    {
        var before = Upstream.Received.Count;
        Upstream.Always(Answers.Text(Answers.Json, request.Target.Contains("/messages", StringComparison.Ordinal) ? Traffic.AnthropicAnswer : """{"data":[]}"""));
        var answer = await request.SendAsync(Over(wire));
        Upstream.Received.Count.Should().BeLessThanOrEqualTo(before + 1);
        return (answer, Upstream.Received.ElementAtOrDefault(before));
    }
}
