using System.Diagnostics;
using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Benchmarks.Roles;

/// <summary>The product as it ships: authentication, request and response facts, journal and database file, in a folder of its own.</summary>
internal static class BridgeRole
{
    public const string Name = "bridge";

    /// <summary>The administrator's token, of no value outside a benchmark.</summary>
    public const string AdminToken = "aib_benchmark-administrator-0000000000000000000";

    /// <param name="upstream">Where its providers point.</param>
    /// <param name="providers">Server-wide providers in its store.</param>
    /// <param name="projects">Projects with two providers of their own.</param>
    public static Task RunAsync(string upstream, int providers, int projects) =>
        RunAsync(Settings(upstream), TelemetryManner.Metrics, async inputs => projects > 0 ? await Crowd.FillAsync(inputs, upstream, providers, projects) : "");

    /// <param name="upstream">Where its provider points.</param>
    /// <param name="telemetry">See <see cref="TelemetryManner"/>.</param>
    public static Task RunAsync(string upstream, string telemetry) => RunAsync(Settings(upstream), telemetry);

    /// <param name="settings">As on the command line.</param>
    /// <param name="telemetry">See <see cref="TelemetryManner"/>.</param>
    /// <param name="fill">Fills the store before the start; gives the token to present, or none for the first project's.</param>
    public static async Task RunAsync(IReadOnlyList<string> settings, string telemetry, Func<HostInputs, Task<string>>? fill = null)
    {
        var home = Directory.CreateTempSubdirectory("aibridge-bench-");
        try
        {
            await ServeAsync(settings, telemetry, home.FullName, fill);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static string[] Settings(string upstream) =>
        ["--Network:AllowPrivateNetwork=true", "--Providers", JsonSerializer.Serialize(new[] { new { Type = "anthropic", BaseUrl = upstream, Keys = new[] { "sk-bench-of-no-value" } } })];

    private static async Task ServeAsync(IReadOnlyList<string> settings, string telemetry, string home, Func<HostInputs, Task<string>>? fill)
    {
        var output = new StringWriter();
        var inputs = new HostInputs
        {
            WorkingDirectory = home,
            Environment = new Dictionary<string, string>(TelemetryManner.Variables(telemetry)) { ["AIBRIDGE_ADMIN_TOKEN"] = AdminToken, ["DOTNET_ENVIRONMENT"] = "Development" },
            Settings = ["--Listen=http://127.0.0.1:0", "--Serilog:MinimumLevel=Warning", .. settings],
            Output = output,
        };
        var token = fill is null ? "" : await fill(inputs);
        var started = Stopwatch.GetTimestamp();
        await using var app = await AiBridgeHost.BuildAsync(inputs);
        await app.StartAsync();
        var took = Stopwatch.GetElapsedTime(started);
        var recorder = app.Services.GetRequiredService<InterceptionRecorder>();
        await using var control = await ProcessFigures.ServeAsync(() => recorder.FlushAsync());
        await new ReadyLine(app.Urls.First(), control.Urls.First(), token.Length > 0 ? token : ProjectToken(output.ToString()), took.TotalMilliseconds).ServeUntilReleasedAsync();
        await app.StopAsync();
    }

    /// <summary>The administrator's is given, so that only one is printed.</summary>
    private static string ProjectToken(string printed) => printed
        .Split([' ', '\n', '\r', '"', '='], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.StartsWith("aib_", StringComparison.Ordinal))
        .Distinct()
        .Single(word => word != AdminToken);
}
