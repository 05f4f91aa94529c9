using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Reload;

/// <summary>What the log says when the configuration of a running bridge changes.</summary>
public sealed class SettingReloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_change_that_is_in_force_asks_for_no_restart()
    {
        await ChangeAsync(new { Logging, Shutdown = new { DrainSeconds = 7 } });

        (await LogAsync()).Should().Contain("is in force").And.NotContain("takes effect at the next start");
    }

    [Fact]
    public async Task A_log_level_is_in_force_at_once()
    {
        await ChangeAsync(new { Logging, Serilog = new { MinimumLevel = "Warning" } });

        (await LogAsync()).Should().Contain("The database is up to date").And.NotContain("is in force");
    }

    [Fact]
    public async Task Another_sink_takes_a_restart_and_the_log_says_so()
    {
        await ChangeAsync(new { Logging, Serilog = new { MinimumLevel = "Information", Properties = new { Site = "here" } } });

        (await LogAsync()).Should().Contain("\"Serilog\"").And.Contain("takes effect at the next start");
    }

    [Fact]
    public async Task A_level_that_is_none_changes_nothing()
    {
        await ChangeAsync(new { Logging, Serilog = new { MinimumLevel = "Loud" } });

        (await LogAsync()).Should().Contain("Serilog:MinimumLevel: must be one of").And.Contain("is not used").And.NotContain("is in force");
    }

    [Fact]
    public async Task Another_log_file_takes_a_restart_and_the_log_says_so()
    {
        await ChangeAsync(new { Logging = Logging with { File = "logs/other.log" } });

        (await LogAsync()).Should().Contain("Logging:File").And.Contain("takes effect at the next start");
    }

    private static LogSettings Logging => new("logs/bridge.log");

    private async Task ChangeAsync(object configuration)
    {
        // On a clock that stands still nobody but the test looks at the files.
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { Logging }), _folder, clock: new FakeTimeProvider());
        await File.WriteAllTextAsync(Path.Combine(_folder, "config", "aibridge.json"), JsonSerializer.Serialize(configuration));
        bridge.Services.GetRequiredService<ConfigurationReload>().Check();
    }

    private async Task<string> LogAsync() =>
        string.Concat(await Task.WhenAll(Directory.GetFiles(Path.Combine(_folder, "logs"), "bridge*").Select(file => File.ReadAllTextAsync(file))));

    private sealed record LogSettings(string File);
}
