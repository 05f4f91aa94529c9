using AiBridge.Configuration;
using AiBridge.Providers;
using AiBridge.Tests.Configuration;
using AiBridge.Tests.Telemetry;
using Microsoft.Extensions.Logging;

namespace AiBridge.Tests.Providers;

public sealed class ConfigurationReloadTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new ConfigurationFolder().Write(ConfigurationFolder.Shipped, """{ "Providers": [ { "Type": "openai", "Keys": ["file:key"] } ] }""").Write("key", "first-key");
    private readonly ListLogger<ConfigurationReload> _logger = new();
    private readonly ProviderRegistry _registry = new();
    private readonly LiveConfiguration _live;
    private readonly ConfigurationReload _reload;
    private readonly Meters _meters = new();
    private int _replaced;

    public ConfigurationReloadTests()
    {
        var started = ConfigurationReading.ReadOrThrow(_folder.Inputs);
        _live = new LiveConfiguration(started.Options);
        _registry.ReplaceConfigured(started.Providers);
        _registry.Changed += () => _replaced++;
        _reload = new ConfigurationReload(_folder.Inputs, started, _live, _registry, _meters.Reload, _logger);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Nothing_happens_while_the_files_stay_as_they_were()
    {
        _reload.Check();

        _replaced.Should().Be(0);
        _logger.Entries.Should().BeEmpty();
    }

    [Fact]
    public void A_changed_file_is_in_force_after_one_look()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Shutdown": { "DrainSeconds": 7 }, "Providers": [ { "Type": "groq" } ] }""");

        _reload.Check();
        _reload.Check();

        _live.Current.Shutdown.DrainSeconds.Should().Be(7);
        _registry.All.Should().ContainSingle().Which.Name.Should().Be("groq");
        _replaced.Should().Be(1);
        _logger.Entries.Should().ContainSingle().Which.Level.Should().Be(LogLevel.Information);
    }

    [Fact]
    public void Whoever_looks_at_the_same_time_finds_the_change_in_force_and_it_is_taken_over_once()
    {
        for (var round = 1; round <= 50; round++)
        {
            _folder.Write(ConfigurationFolder.Shipped, $$"""{ "Shutdown": { "DrainSeconds": {{round}} }, "Providers": [ { "Type": "groq", "Name": "round-{{round}}{{new string('x', round)}}" } ] }""");
            var seen = new int[4];

            Parallel.For(0, seen.Length, looker =>
            {
                _reload.Check();
                seen[looker] = _live.Current.Shutdown.DrainSeconds;
            });

            seen.Should().OnlyContain(seconds => seconds == round);
            _replaced.Should().Be(round);
        }
    }

    [Fact]
    public void A_file_that_appears_is_noticed()
    {
        _folder.Write(ConfigurationFolder.Local, """{ "Shutdown": { "DrainSeconds": 8 } }""");

        _reload.Check();

        _live.Current.Shutdown.DrainSeconds.Should().Be(8);
    }

    [Fact]
    public void A_file_that_goes_away_is_noticed()
    {
        _folder.Write(ConfigurationFolder.Local, """{ "Shutdown": { "DrainSeconds": 8 } }""");
        _reload.Check();
        File.Delete(_folder.PathOf(ConfigurationFolder.Local));

        _reload.Check();

        _live.Current.Shutdown.DrainSeconds.Should().Be(30);
    }

    [Fact]
    public void A_changed_key_file_changes_the_key()
    {
        _folder.Write("key", "second-key");

        _reload.Check();

        _registry.Find("openai")!.Keys.Should().ContainSingle().Which.Reveal().Should().Be("second-key");
    }

    [Fact]
    public void A_faulty_change_is_said_once_with_all_faults_and_the_former_configuration_stays()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Shutdown": { "DrainSeconds": -1 }, "Providers": [ { "Type": "nope" } ] }""");

        _reload.Check();
        _reload.Check();

        _live.Current.Shutdown.DrainSeconds.Should().Be(30);
        _registry.Find("openai").Should().NotBeNull();
        _replaced.Should().Be(0);
        var (level, message) = _logger.Entries.Should().ContainSingle().Subject;
        level.Should().Be(LogLevel.Error);
        message.Should().Contain("Shutdown:DrainSeconds").And.Contain("Providers:0:Type");
    }

    [Fact]
    public void A_half_written_file_is_read_again_when_it_is_whole()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Shutdown": { "Drain""");
        _reload.Check();
        _folder.Write(ConfigurationFolder.Shipped, """{ "Shutdown": { "DrainSeconds": 9 } }""");

        _reload.Check();

        _live.Current.Shutdown.DrainSeconds.Should().Be(9);
    }

    [Fact]
    public void A_missing_key_file_mends_the_configuration_when_it_appears()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Providers": [ { "Type": "openai", "Keys": ["file:late"] } ] }""");
        _reload.Check();
        _registry.Find("openai")!.Keys.Should().ContainSingle().Which.Reveal().Should().Be("first-key");
        _folder.Write("late", "late-key");

        _reload.Check();

        _registry.Find("openai")!.Keys.Should().ContainSingle().Which.Reveal().Should().Be("late-key");
    }

    [Fact]
    public void What_needs_a_restart_stays_in_force_and_is_said_once()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Listen": "http://127.0.0.1:1", "Tls": { "Certificate": "c" }, "BasePath": "/x", "DataDirectory": "y", "Storage": { "ConnectionString": "Data Source=z" }, "Shutdown": { "DrainSeconds": 1 } }""");
        _reload.Check();
        _folder.Write(ConfigurationFolder.Local, """{ "Shutdown": { "DrainSeconds": 2 } }""");

        _reload.Check();

        _live.Current.Should().BeEquivalentTo(new BridgeOptions { Shutdown = new() { DrainSeconds = 2 } });
        _logger.Entries.Where(entry => entry.Level == LogLevel.Warning).Should().ContainSingle()
            .Which.Message.Should().Contain("Listen, Tls, BasePath, DataDirectory, Storage");
    }

    [Fact]
    public void Auth_none_is_refused_while_the_address_in_force_is_public()
    {
        using var folder = new ConfigurationFolder().Write(ConfigurationFolder.Shipped, """{ "Listen": "http://0.0.0.0:1" }""");
        var started = ConfigurationReading.ReadOrThrow(folder.Inputs);
        var live = new LiveConfiguration(started.Options);
        var reload = new ConfigurationReload(folder.Inputs, started, live, _registry, _meters.Reload, _logger);
        folder.Write(ConfigurationFolder.Shipped, """{ "Listen": "http://127.0.0.1:1", "Auth": { "Mode": "none" } }""");

        reload.Check();

        live.Current.Auth.Mode.Should().Be("token");
        _logger.Entries.Should().ContainSingle().Which.Message.Should().Contain("Auth:Mode");
    }

    [Fact]
    public void An_exchanged_link_target_is_noticed()
    {
        _folder.Write("v1/key", "key-v1").Write("v2/key", "key-v2");
        File.Delete(_folder.PathOf("key"));
        Directory.CreateSymbolicLink(_folder.PathOf("now"), _folder.PathOf("v1"));
        File.CreateSymbolicLink(_folder.PathOf("key"), "now/key");
        _reload.Check();
        _registry.Find("openai")!.Keys[0].Reveal().Should().Be("key-v1");
        Directory.Delete(_folder.PathOf("now"));
        Directory.CreateSymbolicLink(_folder.PathOf("now"), _folder.PathOf("v2"));

        _reload.Check();

        _registry.Find("openai")!.Keys[0].Reveal().Should().Be("key-v2");
    }
}
