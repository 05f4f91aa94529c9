namespace AiBridge.Tests.Conventions;

public sealed class SettingPlaceTests
{
    [Fact]
    public void A_setting_of_a_provider_has_one_place() => SettingPlaceRules.SecondPlaces(Repository.Sources).Should().BeEmpty();

    [Fact]
    public void There_are_settings_to_look_for() =>
        SettingPlaceRules.Names.Should().HaveCountGreaterThan(30).And.Contain(["MaxRetries", "maxRetries", "KeepAlive", "KeepAliveSeconds", "keepAliveSeconds", "connectSeconds"]);

    [Theory]
    [InlineData("string[] Known = [\"type\",\n\"maxRetries\"];", "maxRetries")]
    [InlineData("string Path =>\n\"timeouts.connectSeconds\";", "timeouts", "connectSeconds")]
    [InlineData("string Path(string entry) =>\n$\"{entry}:Timeouts:ConnectSeconds\";", "Timeouts", "ConnectSeconds")]
    [InlineData("bool Is(JsonText key) =>\nkey.Is(\"keySelection\"u8);", "keySelection")]
    [InlineData("string Name =>\nnameof(ProviderOptions.UpstreamEncoding);", "UpstreamEncoding")]
    [InlineData("int Read(string key) => key switch {\n\"keepAliveSeconds\" => 1, _ => 0 };", "keepAliveSeconds")]
    [InlineData("\npublic required int MaxRetries { get; init; }", "MaxRetries")]
    [InlineData("sealed record Dto(int Id,\nint MaxRetries);", "MaxRetries")]
    [InlineData("object Copy(ProviderOptions from) => new Dto {\nKeepAlive = from.KeepAlive };", "KeepAlive")]
    [InlineData("ProviderOptions Over(ProviderOptions a, ProviderOptions b) => a with {\nCircuitBreaker = b.CircuitBreaker };", "CircuitBreaker")]
    public void A_second_one_is_found(string member, params string[] names)
    {
        var planted = new SourceFile("Management/Planted.cs", $"namespace AiBridge.Management; internal sealed class Planted {{ {member} }}");

        SettingPlaceRules.SecondPlaces([planted]).Should().Equal(names.Select(name => $"Management/Planted.cs:2: {name} is a setting of a provider, and follows from its property in Contracts"));
    }

    [Theory]
    [InlineData("int P(Exchange exchange) => exchange.Provider.Options.MaxRetries;")]
    [InlineData("bool P(ProviderOptions options) => options is { MaxRetries: 0, Timeouts.Connect.TotalSeconds: > 1 };")]
    [InlineData("object P() => new CircuitBreakerStrategyOptions { FailureRatio = 0 };")]
    [InlineData("string P = \"Limits:BufferedBytes\"; record Held(int Limits);")]
    [InlineData("// maxRetries\nstring P = \"\"\"{ \"maxRetries\": 3 }\"\"\";")]
    [InlineData("string P => \"the setting maxRetries is too large\";")]
    [InlineData("int maxRetries = 1; void MaxRetries() { maxRetries = 2; }")]
    public void Its_effect_and_what_is_said_of_it_are_none(string member) =>
        SettingPlaceRules.SecondPlaces([new SourceFile("Upstream/Planted.cs", $"internal sealed class Planted {{ {member} }}")]).Should().BeEmpty();

    [Fact]
    public void The_records_of_the_settings_are_their_place() =>
        SettingPlaceRules.SecondPlaces([new SourceFile("Contracts/Providers/ProviderSettings.cs", "public abstract record ProviderSettings { [JsonPropertyName(\"maxRetries\")] public int MaxRetries { get; init; } public TimeSpan KeepAlive { get; init; } }")]).Should().BeEmpty();
}
