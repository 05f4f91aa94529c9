namespace AiBridge.Tests.Conventions;

public sealed class ProtocolRulesTests
{
    private static readonly SourceFile[] Around =
    [
        new("Protocols/WireProtocol.cs", "namespace AiBridge.Protocols; internal abstract class WireProtocol(string name) { public string Name => name; } internal abstract class ApiFamily;"),
        new("Protocols/Morse/MorseProtocol.cs", "namespace AiBridge.Protocols.Morse; internal sealed class MorseProtocol() : WireProtocol(\"morse\")\n{\npublic static MorseProtocol Instance = new(); }\n\ninternal readonly record struct MorseSign(int Length);"),
        new("Protocols/Families/PostFamily.cs", "namespace AiBridge.Protocols.Families; internal sealed class PostFamily : ApiFamily { public static PostFamily Instance = new(); }"),
    ];

    [Fact]
    public void Nobody_but_the_table_of_provider_types_names_a_protocol() => ProtocolRules.NamedElsewhere(Repository.Product).Should().BeEmpty();

    [Fact]
    public void There_are_protocols_to_look_for() => ProtocolRules.Protocols(Repository.Product).Should().HaveCountGreaterThanOrEqualTo(3);

    [Theory]
    [InlineData("class C { bool Is(WireProtocol p) => p is MorseProtocol; }")]
    [InlineData("class C { int Of(MorseSign sign) => 1; }")]
    [InlineData("class C { ApiFamily P = PostFamily.Instance; }")]
    public void One_that_is_named_elsewhere_is_found(string code) =>
        ProtocolRules.NamedElsewhere(With("Upstream/Planted.cs", code)).Should().NotBeEmpty().And.AllSatisfy(finding => finding.Should().StartWith("Upstream/Planted.cs:2: "));

    [Theory]
    [InlineData("Providers/ProviderTypes.cs", "class C { object Row = MorseProtocol.Instance; object F = PostFamily.Instance; }")]
    [InlineData("Protocols/Morse/MorseReader.cs", "class MorseReader { MorseSign sign; }")]
    [InlineData("Upstream/Planted.cs", "// MorseProtocol\nclass C { string s = \"MorseProtocol\"; string P(WireProtocol p, ApiFamily f) => p.Name; }")]
    public void Its_folder_the_table_and_words_are_left_alone(string path, string code) =>
        ProtocolRules.NamedElsewhere(With(path, code)).Should().BeEmpty();

    private static CodeBase With(string path, string code) =>
        new([.. Around, new SourceFile(path, $"using AiBridge.Protocols; using AiBridge.Protocols.Morse; using AiBridge.Protocols.Families;\n{code}")]);
}
