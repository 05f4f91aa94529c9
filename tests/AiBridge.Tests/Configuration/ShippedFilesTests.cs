using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiBridge.Configuration;
using AiBridge.Providers;
using AiBridge.Tests.Conventions;

namespace AiBridge.Tests.Configuration;

/// <summary>Holds the files in <c>config/</c> and the option records together.</summary>
public sealed class ShippedFilesTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_schema_says_what_the_options_say() => SchemaComparison.Differences(Schema()).Should().BeEmpty();

    [Fact]
    public void A_difference_between_schema_and_options_is_found()
    {
        var schema = Schema();
        var properties = schema["properties"]!.AsObject();
        properties.Remove("Listen");
        properties["Extra"] = new JsonObject();
        properties["BasePath"]!["default"] = "/x";
        properties["DataDirectory"]!["description"] = "";
        properties["Auth"]!["properties"]!["Mode"]!["enum"] = new JsonArray("token");
        properties["Recording"]!["properties"]!["RetentionDays"]!["maximum"] = 1;
        properties["Shutdown"]!["additionalProperties"] = true;
        schema["$defs"]!["provider"]!["properties"]!["MaxRetries"]!["minimum"] = 1;

        SchemaComparison.Differences(schema).Select(difference => difference.Split(": ")[0]).Should().BeEquivalentTo(
            "Extra", "Listen", "BasePath", "DataDirectory", "Auth:Mode", "Recording:RetentionDays", "Shutdown:", "Providers:MaxRetries");
    }

    [Fact]
    public void The_schema_lists_the_provider_types_there_are() =>
        Schema()["$defs"]!["provider"]!["properties"]!["Type"]!["enum"]!.AsArray().Select(type => type!.GetValue<string>())
            .Should().BeEquivalentTo(ProviderTypes.All.Where(type => type.Routable).Select(type => type.Name));

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
    public void The_example_shows_every_setting_with_a_comment()
    {
        var lines = Read("aibridge.example.json").Split('\n');
        var commented = lines.Zip(lines.Skip(1))
            .Where(pair => pair.First.TrimStart().StartsWith("//"))
            .Select(pair => Regex.Match(pair.Second, "^\\s*\"(\\w+)\":").Groups[1].Value);

        commented.Should().Contain(Settings(typeof(BridgeOptions)).Distinct());
    }

    [Fact]
    public void An_unknown_setting_in_the_example_would_be_a_fault()
    {
        _folder.Write(ConfigurationFolder.Shipped, Read("aibridge.example.json").Replace("\"WhenUnavailable\"", "\"WhenUnavailible\""));

        _folder.Faults().Should().ContainSingle().Which.Should().StartWith("Recording:WhenUnavailible: ");
    }

    private static IEnumerable<string> Settings(Type type)
    {
        var shape = SettingShape.Of(type);
        return shape.Properties.Values.SelectMany(option => Inner(SettingShape.Of(option.PropertyType)).Prepend(option.Name));
    }

    private static IEnumerable<string> Inner(SettingShape shape) =>
        shape.Kind == SettingKind.Section ? Settings(shape.Type)
        : shape.ItemType is { } item && SettingShape.Of(item).Kind == SettingKind.Section ? Settings(item)
        : [];

    private static JsonObject Schema() => JsonNode.Parse(Read("aibridge.schema.json"))!.AsObject();

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "config", file));
}
