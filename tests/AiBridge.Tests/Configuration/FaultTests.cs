using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Tests.Configuration;

public sealed class FaultTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_fault_is_listed_with_its_key_path()
    {
        _folder.Write(ConfigurationFolder.Shipped, """
            { "Lisen": "x", "Recording": { "RetentionDays": -1, "Prompts": "yes" },
              "Providers": [ { "Type": "openai", "Timeouts": { "ConnectSeconds": 0, "Connect": 1 } }, { "Name": "nameless" } ] }
            """);

        _folder.Faults().Should().BeEquivalentTo(
            "Lisen: is not a known setting; did you mean \"Listen\"?",
            "Recording:Prompts: must be true or false, not text",
            "Recording:RetentionDays: must be between 0 and 36500, not -1",
            "Providers:0:Timeouts:Connect: is not a known setting",
            "Providers:0:Timeouts:ConnectSeconds: must be between 0.1 and 3600, not 0",
            "Providers:1:Type: is missing");
    }

    [Fact]
    public void The_exception_shows_each_fault_on_a_line_of_its_own()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "A": 1, "B": 2 }""");

        new ConfigurationException(_folder.Faults()).Message.Split(Environment.NewLine).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("""{ "Listen": 5 }""", "Listen: must be text, not this number")]
    [InlineData("""{ "Recording": [] }""", "Recording: must be an object, not a list")]
    [InlineData("""{ "Providers": {} }""", "Providers: must be a list, not an object")]
    [InlineData("""{ "Providers": ["anthropic"] }""", "Providers:0: must be an object, not text")]
    [InlineData("""{ "Recording": { "RetentionDays": "5" } }""", "Recording:RetentionDays: must be a whole number, not text")]
    [InlineData("""{ "Recording": { "RetentionDays": 1.5 } }""", "Recording:RetentionDays: must be a whole number, not this number")]
    [InlineData("""{ "Limits": { "MaxRequestBodyBytes": 99999999999 } }""", "Limits:MaxRequestBodyBytes: must be between 1024 and 1073741824, not 99999999999")]
    [InlineData("""{ "Limits": { "RequestsPerMinute": 99999999999 } }""", "Limits:RequestsPerMinute: must be between 0 and 1000000")]
    [InlineData("""{ "Network": { "AllowedHosts": ["a", null] } }""", "Network:AllowedHosts:1: must be text, not null")]
    [InlineData("""{ "Storage": { "Provider": "mysql" } }""", "Storage:Provider: must be one of \"sqlite\", not \"mysql\"")]
    [InlineData("""{ "Listen": "http://127.0.0.1:1", "listen": "http://127.0.0.1:2" }""", "listen: is given twice")]
    public void A_wrong_value_is_a_fault(string json, string fault)
    {
        _folder.Write(ConfigurationFolder.Shipped, json);

        _folder.Faults().Should().Contain(found => found.StartsWith(fault));
    }

    [Fact]
    public void A_word_of_a_closed_list_may_be_written_in_any_case_and_is_read_in_the_lists_own()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Recording": { "WhenUnavailable": "REFUSE" }, "Auth": { "Mode": "None" } }""");

        var options = _folder.Load();

        options.Recording.WhenUnavailable.Should().Be("refuse");
        options.Auth.Mode.Should().Be("none");
    }

    [Theory]
    [InlineData("{\n  \"Listen\": \"x\",\n  \"é\": sk-secret\n}", "line 3, column 8")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{ \"Providers\": [", "line 1")]
    public void A_syntax_fault_names_file_line_and_column_and_quotes_nothing(string content, string place)
    {
        _folder.Write(ConfigurationFolder.Local, content);

        _folder.Faults().Should().ContainSingle().Which.Should().Contain(_folder.PathOf(ConfigurationFolder.Local)).And.Contain(place).And.NotContain("sk-");
    }

    [Fact]
    public void A_file_that_is_no_object_is_a_fault()
    {
        _folder.Write(ConfigurationFolder.Local, "[]");

        _folder.Faults().Should().ContainSingle().Which.Should().EndWith("must hold one JSON object");
    }

    [Fact]
    public void A_named_file_that_does_not_exist_is_a_fault()
    {
        _folder.Environment["AIBRIDGE_CONFIG"] = "gone.json";

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith("AIBRIDGE_CONFIG: ").And.Contain("gone.json");
    }

    [Theory]
    [InlineData("""{ "Providers": [ { "Type": "openai", "Keys": "sk-secret" } ] }""")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "Keys": [ { "sk": "sk-secret" } ] } ] }""")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "OAuth": { "ClientSecret": ["sk-secret"] } } ] }""")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "CustomHeader": { "Value": ["sk-secret"] } } ] }""")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "Headers": { "x": ["sk-secret"] } } ] }""")]
    [InlineData("""{ "Storage": { "ConnectionString": ["Password=sk-secret"] } }""")]
    public void A_fault_at_a_secret_setting_never_shows_its_value(string json)
    {
        _folder.Write(ConfigurationFolder.Shipped, json);

        _folder.Faults().Should().NotBeEmpty().And.NotContain(fault => fault.Contains("sk-secret"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_not_blamed_on_the_overrides_of_its_providers()
    {
        _folder.Write(ConfigurationFolder.Shipped, "{");
        _folder.Environment["AIBRIDGE__Providers__anthropic__Enabled"] = "false";

        _folder.Faults().Should().ContainSingle().Which.Should().Contain("is not valid JSON");
    }

    [Fact]
    public void Options_never_print_a_secret()
    {
        var options = new BridgeOptions { Storage = new() { ConnectionString = "sk-secret" } };
        var provider = new ProviderOptions
        {
            Keys = ["sk-secret"],
            OAuth = new() { ClientSecret = "sk-secret" },
            CustomHeader = new() { Value = "sk-secret" },
            Headers = new Dictionary<string, string?> { ["x"] = "sk-secret" },
        };

        $"{options} {provider} {options.Storage} {provider.OAuth} {provider.CustomHeader}".Should().NotContain("sk-secret");
    }

    [Theory]
    [InlineData("""{ "Providers": [ { "Type": "openai", "Auth": "magic" } ] }""", "Providers:0:Auth: must be one of \"api_key\", \"oauth\", \"none\", \"custom_header\", not \"magic\"")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "KeySelection": 5 } ] }""", "Providers:0:KeySelection: must be text, not this number")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "RetrySeconds": 1e300 } ] }""", "Providers:0:RetrySeconds: must be between 0 and 600")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "KeepAliveSeconds": "15" } ] }""", "Providers:0:KeepAliveSeconds: must be a number, not text")]
    [InlineData("""{ "Providers": [ { "Type": "openai", "AllowPrivateNetwork": true } ] }""", "Providers:0:AllowPrivateNetwork: is not a known setting")]
    [InlineData("""{ "Serilog": { "MinimumLevel": "Loud" } }""", "Serilog:MinimumLevel: must be one of Verbose, Debug, Information, Warning, Error, Fatal")]
    [InlineData("""{ "Serilog": { "MinimumLevel": { "Override": { "Yarp": 3 } } } }""", "Serilog:MinimumLevel:Override:Yarp: must be one of")]
    [InlineData("""{ "Serilog": { "MinimumLevel": { "ControlledBy": "$x" } } }""", "Serilog:MinimumLevel:ControlledBy: is not read here")]
    [InlineData("""{ "Serilog": "Debug" }""", "Serilog: must be an object, not text")]
    public void A_wrong_value_of_a_provider_is_a_fault(string json, string fault)
    {
        _folder.Write(ConfigurationFolder.Shipped, json);

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith(fault);
    }

    [Fact]
    public void What_has_no_value_may_be_written_empty()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Providers": [ { "Type": "openai", "Name": "", "BaseUrl": "", "Auth": "", "DumpDirectory": "", "OAuth": { "TokenUrl": "" } } ] }""");

        _folder.Load().Providers.Single().Should().BeEquivalentTo(new ProviderOptions { Type = "openai", OAuth = new() });
    }

    [Fact]
    public void What_others_read_passes_unlooked_at()
    {
        _folder.Write(ConfigurationFolder.Shipped, """{ "Serilog": { "MinimumLevel": { "Default": "Debug" }, "WriteTo": [ { "Name": "File" } ] } }""");
        _folder.Environment["AIBRIDGE__Serilog__MinimumLevel__Override__Yarp"] = "Warning";
        _folder.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317";
        _folder.CommandLine = ["--Serilog:Properties:Site", "here"];

        _folder.Load().Serilog.ToJsonString().Should().Be(
            """{"MinimumLevel":{"Default":"Debug","Override":{"Yarp":"Warning"}},"WriteTo":[{"Name":"File"}],"Properties":{"Site":"here"}}""");
    }
}
