using System.Text.Json;

namespace AiBridge.Demo;

/// <summary>Starts the simulated provider and points <c>anthropic</c> and <c>openai</c> at it.</summary>
internal sealed class DemoSetup(SimulatedProvider simulated) : IAsyncDisposable
{
    /// <summary>As a command line would give them; what the real one says comes behind and wins.</summary>
    public IReadOnlyList<string> Settings { get; } =
    [
        "--DataDirectory", Path.Combine("data", "demo"),
        "--Network:Proxy", "none",
        "--Ai:Model", "claude-sonnet-4-5",
        "--Providers", JsonSerializer.Serialize(new object[]
        {
            new { Type = "anthropic", BaseUrl = simulated.BaseAddress, Keys = new[] { "demo-key-of-no-value" }, DefaultModel = SimulatedModels.DefaultOf(anthropic: true) },
            new { Type = "openai", BaseUrl = simulated.BaseAddress + "/v1", Keys = new[] { "demo-key-of-no-value" }, DefaultModel = SimulatedModels.DefaultOf(anthropic: false) },
        }),
    ];

    public static async Task<DemoSetup> StartAsync(TimeProvider clock) => new(await SimulatedProvider.StartAsync(clock, CancellationToken.None));

    public ValueTask DisposeAsync() => simulated.DisposeAsync();
}
