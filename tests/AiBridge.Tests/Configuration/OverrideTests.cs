namespace AiBridge.Tests.Configuration;

public sealed class OverrideTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new ConfigurationFolder().Write(
        ConfigurationFolder.Shipped,
        """{ "Providers": [ { "Type": "anthropic", "Keys": ["k1"] }, { "Type": "copilot" }, { "Type": "copilot", "Name": "copilot-business" } ] }""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_provider_is_addressed_by_its_effective_name()
    {
        _folder.Environment["AIBRIDGE__Providers__anthropic__BaseUrl"] = "http://127.0.0.1:1";
        _folder.Environment["AIBRIDGE__Providers__copilot__Enabled"] = "false";
        _folder.Environment["AIBRIDGE__Providers__copilot-business__Timeouts__ConnectSeconds"] = "2.5";

        var providers = _folder.Load().Providers;

        providers[0].BaseUrl.Should().Be("http://127.0.0.1:1");
        providers[1].Enabled.Should().BeFalse();
        providers[2].Enabled.Should().BeTrue();
        providers[2].Timeouts.Connect.Should().Be(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public void Names_may_be_written_as_a_shell_can_export_them()
    {
        _folder.Environment["AIBRIDGE__PROVIDERS__COPILOT_BUSINESS__DISPLAYNAME"] = "Business";

        _folder.Load().Providers[2].DisplayName.Should().Be("Business");
    }

    [Theory]
    [InlineData("""["a;b", "c"]""", "a;b", "c")]
    [InlineData("a; c ;", "a", "c")]
    [InlineData("env:NAME", "env:NAME")]
    [InlineData("")]
    public void A_list_comes_from_one_value(string value, params string[] expected)
    {
        _folder.Environment["AIBRIDGE__Providers__anthropic__Keys"] = value;

        _folder.Load().Providers[0].Keys!.Select(key => key.Value).Should().Equal(expected);
    }

    [Fact]
    public void The_whole_list_and_an_entry_of_it_may_come_from_the_environment()
    {
        _folder.Environment["AIBRIDGE__Providers"] = """[ { "Type": "openai" } ]""";
        _folder.Environment["AIBRIDGE__Providers__openai__MaxRetries"] = "0";

        _folder.Load().Providers.Should().ContainSingle().Which.MaxRetries.Should().Be(0);
    }

    [Fact]
    public void A_renamed_provider_keeps_its_old_name_for_the_other_overrides_of_the_source()
    {
        _folder.Environment["AIBRIDGE__Providers__anthropic__Name"] = "claude";
        _folder.Environment["AIBRIDGE__Providers__anthropic__Enabled"] = "false";
        _folder.Environment["AIBRIDGE__Providers__anthropic__Type"] = "gateway";
        _folder.CommandLine = ["--Providers:claude:MaxRetries=1", "--Providers:claude:Name", "opus", "--Providers:claude:CustomHeader:Name", "x-key"];

        var provider = _folder.Load().Providers[0];

        provider.Name.Should().Be("opus");
        provider.Type.Should().Be("gateway");
        provider.CustomHeader!.Name.Should().Be("x-key");
        provider.Enabled.Should().BeFalse();
        provider.MaxRetries.Should().Be(1);
    }

    [Fact]
    public void Headers_can_be_set_one_by_one_or_as_an_object()
    {
        _folder.Environment["AIBRIDGE__Providers__anthropic__Headers"] = """{ "x-a": "1" }""";
        _folder.Environment["AIBRIDGE__Providers__copilot__Headers__x-b"] = "2";

        var providers = _folder.Load().Providers;

        providers[0].Headers.Should().Equal(new Dictionary<string, string?> { ["x-a"] = "1" });
        providers[1].Headers.Should().Equal(new Dictionary<string, string?> { ["x-b"] = "2" });
    }

    [Fact]
    public void The_command_line_takes_a_value_after_a_space_or_an_equals_sign()
    {
        _folder.CommandLine = ["--Recording:Prompts", "false", "--Listen=http://127.0.0.1:0", "--Shutdown:DrainSeconds", "5", "--Logging:File=a=b"];

        var options = _folder.Load();

        options.Recording.Prompts.Should().BeFalse();
        options.Listen.Should().Be("http://127.0.0.1:0");
        options.Shutdown.DrainSeconds.Should().Be(5);
        options.Logging.File.Should().Be("a=b");
    }

    [Fact]
    public void Reserved_variables_are_no_settings()
    {
        _folder.Environment["AIBRIDGE_ADMIN_TOKEN"] = "aib_x";
        _folder.Environment["AIBRIDGE_MASTER_KEY"] = "x";
        _folder.Environment["AIBRIDGE_CONFIG"] = "";

        _folder.Faults().Should().BeEmpty();
    }

    [Theory]
    [InlineData("AIBRIDGE__Providers__antropic__Enabled", "false", "no provider is named \"antropic\"; the list has anthropic, copilot, copilot-business")]
    [InlineData("AIBRIDGE__Providers__anthropic", "x", "names an entry but no key of it")]
    [InlineData("AIBRIDGE__Recordng__Prompts", "false", "\"Recordng\" is not a known setting; did you mean \"Recording\"?")]
    [InlineData("AIBRIDGE__Providers__anthropic__BaseUri", "x", "\"BaseUri\" is not a known setting; did you mean \"BaseUrl\"?")]
    [InlineData("AIBRIDGE__Recording", "x", "\"Recording\" is a section; set its keys: WhenUnavailable, Prompts")]
    [InlineData("AIBRIDGE__Listen__0", "x", "\"Listen\" is text and has no keys of its own")]
    [InlineData("AIBRIDGE__Providers__anthropic__Keys__0", "x", "\"Keys\" is a list and has no keys of its own")]
    [InlineData("AIBRIDGE__Recording__Prompts", "yes", "must be true or false")]
    [InlineData("AIBRIDGE__Recording__RetentionDays", "1.5", "must be a whole number")]
    [InlineData("AIBRIDGE__Providers__anthropic__RetrySeconds", "NaN", "must be a number")]
    [InlineData("AIBRIDGE__Providers__anthropic__Keys", "[1", "must be a list, as a JSON array or separated by ;")]
    public void A_fault_names_the_variable(string name, string value, string problem)
    {
        _folder.Environment[name] = value;

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith($"{name}: {problem}");
    }

    [Theory]
    [InlineData("--Listen: has no value", "--Listen")]
    [InlineData("--Listen: has no value", "--Listen", "--BasePath=/x")]
    [InlineData("--Nope: \"Nope\" is not a known setting", "--Nope=sk-secret")]
    [InlineData("argument 3: is not of the form --Key:Sub value", "--BasePath", "/x", "sk-secret")]
    public void A_fault_of_the_command_line_never_shows_a_value(string expected, params string[] arguments)
    {
        _folder.CommandLine = arguments;

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith(expected).And.NotContain("sk-secret");
    }
}
