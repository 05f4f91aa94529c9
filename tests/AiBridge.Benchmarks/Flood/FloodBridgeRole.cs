using System.Globalization;
using System.Text.Json;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Flood;

/// <summary>The product with a budget of its own for what it keeps in memory.</summary>
internal static class FloodBridgeRole
{
    public const string Name = "flood-bridge";

    public static Task RunAsync(string upstream, string megabytes)
    {
        var budget = 1024L * 1024 * int.Parse(megabytes, CultureInfo.InvariantCulture);
        var providers = JsonSerializer.Serialize(new[] { new { Type = "anthropic", BaseUrl = upstream, Keys = new[] { "sk-flood-of-no-value" } } });
        return BridgeRole.RunAsync(["--Network:AllowPrivateNetwork=true", "--Providers", providers, $"--Limits:BufferedBytes={budget}"], TelemetryManner.Metrics);
    }
}
