namespace AiBridge.Tests.Configuration;

public sealed class LayeringTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_any_file_the_defaults_hold_and_there_are_no_providers()
    {
        var options = _folder.Load();

        options.Listen.Should().Be("http://127.0.0.1:8484");
        options.Recording.RetentionDays.Should().Be(60);
        options.Providers.Should().BeEmpty();
    }

    [Fact]
    public void Each_later_source_wins_over_the_earlier_ones()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Shutdown": { "DrainSeconds": 1 }, "Recording": { "RetentionDays": 1 }, "DataDirectory": "one", "Limits": { "SlowClientSeconds": 1 }, "BasePath": "/one" }""");
        _folder.Write(ConfigurationFolder.Local, """{ "Recording": { "RetentionDays": 2 }, "DataDirectory": "two", "Limits": { "SlowClientSeconds": 2 }, "BasePath": "/two" }""");
        _folder.Write("own.json", """{ "DataDirectory": "three", "Limits": { "SlowClientSeconds": 3 }, "BasePath": "/three" }""");
        _folder.Environment["AIBRIDGE_CONFIG"] = "own.json";
        _folder.Environment["AIBRIDGE__Limits__SlowClientSeconds"] = "4";
        _folder.Environment["AIBRIDGE__BasePath"] = "/four";
        _folder.CommandLine = ["--BasePath", "/five"];

        var options = _folder.Load();

        options.Shutdown.DrainSeconds.Should().Be(1);
        options.Recording.RetentionDays.Should().Be(2);
        options.DataDirectory.Should().Be("three");
        options.Limits.SlowClientSeconds.Should().Be(4);
        options.BasePath.Should().Be("/five");
    }

    [Fact]
    public void Objects_merge_by_key_whatever_the_case()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Recording": { "Prompts": false, "RetentionDays": 5 } }""");
        _folder.Write(ConfigurationFolder.Local, """{ "recording": { "RETENTIONDAYS": 6 } }""");

        var options = _folder.Load();

        options.Recording.Prompts.Should().BeFalse();
        options.Recording.RetentionDays.Should().Be(6);
    }

    [Fact]
    public void A_list_of_a_later_file_replaces_the_earlier_one_whole()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Providers": [ { "Type": "anthropic", "MaxRetries": 7 }, { "Type": "openai" } ], "Network": { "AllowedHosts": ["a", "b"] } }""");
        _folder.Write(ConfigurationFolder.Local, """{ "Providers": [ { "Type": "anthropic" } ], "Network": { "AllowedHosts": ["c"] } }""");

        var options = _folder.Load();

        options.Providers.Should().ContainSingle().Which.MaxRetries.Should().Be(2);
        options.Network.AllowedHosts.Should().Equal("c");
    }

    [Fact]
    public void Null_in_a_later_file_brings_the_default_back()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "DataDirectory": "elsewhere", "Recording": { "Prompts": false } }""");
        _folder.Write(ConfigurationFolder.Local, """{ "DataDirectory": null, "Recording": null }""");

        var options = _folder.Load();

        options.DataDirectory.Should().Be("data");
        options.Recording.Prompts.Should().BeTrue();
    }

    [Fact]
    public void Comments_trailing_commas_a_byte_order_mark_and_the_schema_key_are_accepted()
    {
        _folder.Write(ConfigurationFolder.Shipped, "\uFEFF{ // why\n \"$schema\": \"./x.json\", /* and */ \"BasePath\": \"/a\", }");

        _folder.Load().BasePath.Should().Be("/a");
    }

    [Fact]
    public void The_fallback_directory_gives_the_shipped_file_when_the_working_directory_has_none()
    {
        using var installed = new ConfigurationFolder();
        installed.Write(ConfigurationFolder.Shipped, """{ "BasePath": "/installed", "DataDirectory": "installed" }""");
        _folder.Fallback = installed.PathOf(".");
        _folder.Write(ConfigurationFolder.Local, """{ "DataDirectory": "mine" }""");

        var options = _folder.Load();

        options.BasePath.Should().Be("/installed");
        options.DataDirectory.Should().Be("mine");
    }

    [Fact]
    public void The_fallback_directory_is_ignored_when_the_working_directory_has_the_shipped_file()
    {
        using var installed = new ConfigurationFolder();
        installed.Write(ConfigurationFolder.Shipped, """{ "DataDirectory": "installed" }""");
        installed.Write(ConfigurationFolder.Local, """{ "BasePath": "/installed" }""");
        _folder.Fallback = installed.PathOf(".");
        _folder.Write(ConfigurationFolder.Shipped, "{}");

        var options = _folder.Load();

        options.DataDirectory.Should().Be("data");
        options.BasePath.Should().BeEmpty();
    }

    [Fact]
    public void Every_kind_of_option_is_read_from_a_file()
    {
        _folder.Write(ConfigurationFolder.Shipped, """
            { "Limits": { "MaxRequestBodyBytes": 1073741824 }, "Recording": { "Fsync": true }, "Logging": { "File": "a.log" },
              "Providers": [ { "Type": "custom", "Headers": { "x-team": "a" }, "Keys": ["one", "two"], "Timeouts": { "ConnectSeconds": 0.5 }, "CircuitBreaker": { "FailureThreshold": 2 } } ] }
            """);

        var options = _folder.Load();

        options.Limits.MaxRequestBodyBytes.Should().Be(1_073_741_824);
        options.Recording.Fsync.Should().BeTrue();
        options.Logging.File.Should().Be("a.log");
        var provider = options.Providers.Should().ContainSingle().Subject;
        provider.Headers.Should().Contain("X-Team", "a");
        provider.Keys.Should().Equal("one", "two");
        provider.Timeouts.Connect.Should().Be(TimeSpan.FromSeconds(0.5));
        provider.Timeouts.Silence.Should().Be(TimeSpan.FromSeconds(300));
        provider.CircuitBreaker.FailureThreshold.Should().Be(2);
    }
}
