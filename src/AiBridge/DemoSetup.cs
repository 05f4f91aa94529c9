using System.Text.Json;
using AiBridge.Demo;

namespace AiBridge;

/// <summary>Starts the simulated provider and points <c>anthropic</c> and <c>openai</c> at it; what the command line says still wins.</summary>
internal sealed class DemoSetup(SimulatedProvider simulated, HostInputs inputs) : IAsyncDisposable
{
    public HostInputs Inputs => inputs;

    public static async Task<DemoSetup> StartAsync(HostInputs inputs)
    {
        var simulated = await SimulatedProvider.StartAsync(inputs.Clock, CancellationToken.None);
        var providers = JsonSerializer.Serialize(new object[]
        {
            new { Type = "anthropic", BaseUrl = simulated.BaseAddress, Keys = new[] { "demo-key-of-no-value" } },
            new { Type = "openai", BaseUrl = simulated.BaseAddress + "/v1", Keys = new[] { "demo-key-of-no-value" } },
        });
        string[] settings = ["--DataDirectory", Path.Combine("data", "demo"), "--Providers", providers, "--Network:Proxy", "none"];
        return new DemoSetup(simulated, inputs with { Settings = [.. settings, .. inputs.Settings] });
    }

    public ValueTask DisposeAsync() => simulated.DisposeAsync();
}
