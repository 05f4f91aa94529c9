using System.Text.Json;
using AiBridge.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Benchmarks.Roles;

/// <summary>The product as it ships: authentication, request and response facts, journal and database file, in a folder of its own.</summary>
internal static class BridgeRole
{
    public const string Name = "bridge";

    public static Task RunAsync(string upstream) =>
        RunAsync(["--Providers", JsonSerializer.Serialize(new[] { new { Type = "anthropic", BaseUrl = upstream, Keys = new[] { "sk-bench-of-no-value" } } })]);

    public static async Task RunAsync(IReadOnlyList<string> settings)
    {
        var home = Directory.CreateTempSubdirectory("aibridge-bench-");
        try
        {
            await ServeAsync(settings, home.FullName);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task ServeAsync(IReadOnlyList<string> settings, string home)
    {
        var output = new StringWriter();
        await using var app = await AiBridgeHost.BuildAsync(new HostInputs
        {
            WorkingDirectory = home,
            Environment = new Dictionary<string, string>(),
            Settings = ["--Listen=http://127.0.0.1:0", "--Logging:Level=Warning", .. settings],
            Output = output,
        });
        await app.StartAsync();
        var recorder = app.Services.GetRequiredService<InterceptionRecorder>();
        await using var control = await ProcessFigures.ServeAsync(() => recorder.FlushAsync());
        await new ReadyLine(app.Urls.First(), control.Urls.First(), ProjectToken(output.ToString())).ServeUntilReleasedAsync();
        await app.StopAsync();
    }

    /// <summary>The second token of the first start: the first is the administrator's.</summary>
    private static string ProjectToken(string printed) => printed
        .Split([' ', '\n', '\r', '"', '='], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.StartsWith("aib_", StringComparison.Ordinal))
        .Distinct()
        .ElementAt(1);
}
