using System.Text.Json.Nodes;
using AiBridge.CommandLine;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;
using AiBridge.Tests.Conventions;

namespace AiBridge.Tests.Configuration;

/// <summary>Holds the files in <c>config/</c> and the option records together.</summary>
public sealed class ShippedFilesTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("schema", "aibridge.schema.json")]
    [InlineData("example", "aibridge.example.json")]
    public async Task What_the_command_prints_is_the_file(string command, string file)
    {
        var output = new StringWriter();

        await AiBridgeHost.RunAsync(["config", command], new HostInputs { WorkingDirectory = Repository.Root, Environment = _folder.Environment, Output = output }, TextWriter.Null);

        output.ToString().Should().Be(Read(file), $"`dotnet run --project src/AiBridge -- config {command} > config/{file}` brings it up to date");
    }

    [Theory]
    [InlineData("Listen", """{"type":"string","description":"*","default":"http://127.0.0.1:8484"}""")]
    [InlineData("Auth/properties/Mode", """{"type":"string","description":"*","default":"token","enum":["token","none"]}""")]
    [InlineData("Recording/properties/RetentionDays", """{"type":"integer","description":"*","default":60,"minimum":0,"maximum":36500}""")]
    [InlineData("Providers/items/properties/Auth", """{"type":"string","description":"*","default":"","enum":["api_key","oauth","none","custom_header",""]}""")]
    [InlineData("Providers/items/properties/Keys", """{"type":"array","items":{"type":"string"},"description":"*","default":[],"maxItems":64}""")]
    [InlineData("Providers/items/properties/Headers", """{"type":"object","additionalProperties":{"type":"string"},"description":"*","default":{},"maxProperties":32}""")]
    [InlineData("Providers/items/properties/RetrySeconds", """{"type":"number","description":"*","default":15,"minimum":0,"maximum":600}""")]
    [InlineData("Providers/items/properties/OAuth/properties/ClientSecret", """{"type":"string","description":"*","default":"","maxLength":8192}""")]
    public void The_schema_says_what_a_file_may_hold(string place, string said)
    {
        var node = place.Split('/').Aggregate(JsonNode.Parse(Read("aibridge.schema.json"))!["properties"]!, (at, key) => at[key]!).AsObject();
        node["description"]!.GetValue<string>().Should().NotBeEmpty();
        node["description"] = "*";

        node.ToJsonString().Should().Be(said);
    }

    [Fact]
    public void The_schema_names_the_types_that_have_routes()
    {
        var type = JsonNode.Parse(Read("aibridge.schema.json"))!["properties"]!["Providers"]!["items"]!["properties"]!["Type"]!;

        type["enum"]!.AsArray().Select(name => (string?)name).Should().Equal(ProviderTypes.All.Where(known => known.Routable).Select(known => known.Name)).And.Contain("anthropic").And.NotContain("bedrock");
    }

    [Fact]
    public void The_schema_lets_no_unknown_setting_pass_and_asks_for_a_type()
    {
        var schema = JsonNode.Parse(Read("aibridge.schema.json"))!;
        var provider = schema["properties"]!["Providers"]!["items"]!;

        new[] { schema, provider, provider["properties"]!["Timeouts"]! }.Should().OnlyContain(node => node["additionalProperties"]!.ToJsonString() == "false");
        provider["required"]!.ToJsonString().Should().Be("""["Type"]""");
    }

    [Fact]
    public void The_shipped_file_holds_the_defaults()
    {
        var shipped = _folder.Write(ConfigurationFolder.Shipped, Read("aibridge.json")).Load();

        (shipped with { Providers = [] }).Should().BeEquivalentTo(new BridgeOptions());
        shipped.Providers.Should().BeEquivalentTo(new[]
        {
            new ProviderOptions { Type = "anthropic", Keys = ["env:ANTHROPIC_API_KEY"] },
            new ProviderOptions { Type = "openai", Keys = ["env:OPENAI_API_KEY"] },
            new ProviderOptions { Type = "copilot" },
            new ProviderOptions { Type = "copilot", Name = "copilot-business", BaseUrl = "https://api.business.githubcopilot.com", Enabled = false },
        });
    }

    [Fact]
    public void The_example_holds_the_defaults_and_sound_providers()
    {
        _folder.Write(ConfigurationFolder.Shipped, Read("aibridge.example.json"));

        var reading = ConfigurationReading.Read(_folder.Inputs);

        reading.Faults.Should().BeEmpty();
        (reading.Options with { Providers = [] }).Should().BeEquivalentTo(new BridgeOptions());
        reading.Providers.Should().HaveCountGreaterThan(3);
    }

    [Fact]
    public void An_unknown_setting_in_the_example_would_be_a_fault()
    {
        _folder.Write(ConfigurationFolder.Shipped, Read("aibridge.example.json").Replace("\"WhenUnavailable\"", "\"WhenUnavailible\""));

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith("Recording:WhenUnavailible: ");
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "config", file));
}
