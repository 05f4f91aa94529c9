using System.Text.Json;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Soak;

/// <summary>The product with three keys a provider and short limits; what it logs goes to its standard output.</summary>
internal static class SoakBridgeRole
{
    public const string Name = "soak-bridge";
    public const string UnobservedMark = "UNOBSERVED EXCEPTION";
    public const int SlowClientSeconds = 5;

    /// <param name="upstream">Where its providers point.</param>
    /// <param name="telemetry">See <see cref="TelemetryManner"/>.</param>
    public static Task RunAsync(string upstream, string telemetry)
    {
        TaskScheduler.UnobservedTaskException += static (_, unobserved) => Console.Error.WriteLine($"{UnobservedMark} {unobserved.Exception}");
        var providers = JsonSerializer.Serialize(new[] { Provider("anthropic", upstream), Provider("openai", upstream + "/v1") });
        return BridgeRole.RunAsync(["--Providers", providers, $"--Limits:SlowClientSeconds={SlowClientSeconds}"], telemetry);
    }

    private static object Provider(string type, string baseUrl) => new
    {
        Type = type,
        BaseUrl = baseUrl,
        Keys = Enumerable.Range(1, 3).Select(number => $"soak-key-{number}-of-no-value-{type}"),
        KeepAliveSeconds = 1,
        RetrySeconds = 5,
        CircuitBreaker = new { BreakSeconds = 5 },
        Timeouts = new { FirstByteSeconds = 6, SilenceSeconds = 5 },
    };
}
