namespace AiBridge.Tests.Conventions;

public sealed class ProtocolRulesTests
{
    private static readonly SourceFile Protocol = new("Protocols/Morse/MorseProtocol.cs", "internal sealed class MorseProtocol() : WireProtocol(\"morse\")\n{\n}\n\ninternal readonly record struct MorseSign(int Length);");
    private static readonly SourceFile Family = new("Protocols/Families/PostFamily.cs", "internal sealed class PostFamily : ApiFamily { }");

    [Fact]
    public void Nobody_but_the_table_of_provider_types_names_a_protocol() => ProtocolRules.NamedElsewhere(Repository.Sources).Should().BeEmpty();

    [Fact]
    public void There_are_protocols_to_look_for() =>
        Repository.Sources.Count(file => file.Path.StartsWith("Protocols/", StringComparison.Ordinal) && file.Code.Contains(": WireProtocol")).Should().BeGreaterThanOrEqualTo(3);

    [Theory]
    [InlineData("class C { bool Is(Exchange e) => e.Protocol is MorseProtocol; }")]
    [InlineData("class C { int Of(MorseSign sign) => sign.Length; }")]
    [InlineData("class C { bool Is(Arrival a) => a.Family == PostFamily.Instance; }")]
    public void One_that_is_named_elsewhere_is_found(string code) =>
        ProtocolRules.NamedElsewhere([Protocol, Family, new SourceFile("Upstream/Planted.cs", code)]).Should().ContainSingle().Which.Should().StartWith("Upstream/Planted.cs:1: ");

    [Theory]
    [InlineData("Providers/ProviderTypes.cs", "class C { object Row = MorseProtocol.Instance; object F = PostFamily.Instance; }")]
    [InlineData("Protocols/Morse/MorseReader.cs", "class MorseReader { MorseSign sign; }")]
    [InlineData("Upstream/Planted.cs", "// MorseProtocol\nclass C { string s = \"MorseProtocol\"; WireProtocol p; ApiFamily f; }")]
    public void Its_folder_the_table_and_words_are_left_alone(string path, string code) =>
        ProtocolRules.NamedElsewhere([Protocol, Family, new SourceFile(path, code)]).Should().BeEmpty();
}
