namespace AiBridge.Tests.Conventions;

/// <summary>Proves that each rule of form and words finds what it is there to find, and leaves its innocent neighbour alone.</summary>
public sealed class PlantedFaultTests
{
    private static string Lines(int count) => string.Concat(Enumerable.Repeat("\n        Do();", count));

    [Fact]
    public void A_long_file_is_found()
    {
        ShapeRules.FileLength([Planted(new string('\n', 300) + "x")]).Should().ContainSingle().Which.Should().Be("Routing/Planted.cs:1: has 301 lines, more than 300");
        ShapeRules.FileLength([Planted(new string('\n', 299) + "x\n")]).Should().BeEmpty();
    }

    [Fact]
    public void A_long_median_is_found()
    {
        var longFile = Planted(new string('\n', 80) + "x");
        ShapeRules.MedianFileLength([longFile, longFile, Planted("x")]).Should().ContainSingle();
        ShapeRules.MedianFileLength([longFile, Planted("x"), Planted("x")]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("    void Run<T>(string s = \"{\") where T : class\n    {", "\n    }")]
    [InlineData("    int Run() =>\n        Sum(() => {", "\n        });")]
    [InlineData("    int Size\n    {\n        get {", "} }")]
    public void A_long_member_is_found(string head, string tail)
    {
        var longCode = $"namespace A;\ninternal sealed class P(int a)\n{{\n    private int _x = 1;\n{head}{Lines(60)}{tail}\n    enum E {{ A, B }}\n    void Short() {{ }}\n}}";
        ShapeRules.MemberLength([Planted(longCode)]).Should().ContainSingle().Which.Should().StartWith("Routing/Planted.cs:5: a member of 6");
        ShapeRules.MemberLength([Planted(longCode.Replace(Lines(60), Lines(50)))]).Should().BeEmpty();
    }

    [Fact]
    public void A_long_table_of_data_is_no_member() =>
        ShapeRules.MemberLength([Planted($"class P {{ private static readonly int[] Table = [{Lines(80).Replace(';', ',')}\n ]; }}")]).Should().BeEmpty();

    [Theory]
    [InlineData("internal class Open;")]
    [InlineData("internal record Open(int A);")]
    [InlineData("internal sealed class Outer { private class Open { } }")]
    public void An_open_class_is_found(string code) =>
        ShapeRules.ClosedClasses(new CodeBase(Planted(code))).Should().ContainSingle().Which.Should().Contain("Open is neither sealed");

    [Theory]
    [InlineData("internal sealed class C; internal static partial class D; internal abstract record E; internal struct F; internal record struct G(int A); internal enum H { A }")]
    [InlineData("internal sealed partial class C; partial class C { }")]
    [InlineData("// class Open\ninternal sealed class C { string s = \"class Open\"; void M<T>() where T : class { } }")]
    public void A_closed_class_is_not_found(string code) => ShapeRules.ClosedClasses(new CodeBase(Planted(code))).Should().BeEmpty();

    [Fact]
    public void A_public_type_is_found()
    {
        ShapeRules.InternalTypes([Planted("namespace A;\npublic sealed class Open;")]).Should().ContainSingle().Which.Should().StartWith("Routing/Planted.cs:2: Open is public");
        ShapeRules.InternalTypes([Planted("internal sealed class C { public sealed record D; }")]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("internal sealed class Wide(int a, int b, int c, int d, int e, int f, int g);")]
    [InlineData("internal sealed class Wide<T>(int a, int b, int c, int d, int e, int f, Dictionary<int, T> g) : Base(a);")]
    [InlineData("internal sealed class Wide { public Wide(int a, int b, int c, int d, int e, int f, int g) { } }")]
    public void A_wide_constructor_is_found(string code) =>
        ShapeRules.ConstructorParameters([Planted(code)]).Should().ContainSingle().Which.Should().Contain("Wide takes 7");

    [Theory]
    [InlineData("internal sealed class C(int a, int b, int c, int d, int e, Dictionary<int, (int, int)> f);")]
    [InlineData("internal sealed record R(int a, int b, int c, int d, int e, int f, int g);")]
    public void A_narrow_constructor_and_a_wide_record_are_not_found(string code) => ShapeRules.ConstructorParameters([Planted(code)]).Should().BeEmpty();

    [Theory]
    [InlineData("// TODO: later", 1)]
    [InlineData("/* FIXME */", 1)]
    [InlineData("// to do", 0)]
    public void What_was_left_in_is_found(string code, int findings) => WordRules.LeftOvers([Planted(code)]).Should().HaveCount(findings);

    [Theory]
    [InlineData("Routing/Helpers/A.cs", 1)]
    [InlineData("Common/A.cs", 1)]
    [InlineData("Routing/Commons/A.cs", 0)]
    public void An_empty_folder_name_is_found(string path, int findings) => WordRules.FolderNames([new SourceFile(path, "")]).Should().HaveCount(findings);

    [Theory]
    [InlineData("internal sealed class Tankards;", 1)]
    [InlineData("internal sealed class C { void FillTankard() { } }", 1)]
    [InlineData("internal sealed class C { int _tankardCount; }", 1)]
    [InlineData("internal sealed class C { void M(int tankard) { var (a, tankardB) = (1, 2); foreach (var tankardC in x) { } } }", 3)]
    [InlineData("internal sealed record R(int OldAleHouses);", 1)]
    [InlineData("internal sealed class C { Tankard P; int AleHouse => Library.Tankard(); }", 1)]
    [InlineData("internal sealed class Tankardless { string s = \"tankard\"; int ale, House, AleWarehouse, AleHouseDoor; void A_tankard_is_found() { } } // tankard", 0)]
    public void A_private_word_is_found(string code, int findings)
    {
        var words = new Dictionary<string, string> { ["Tankard"] = "Vessel", ["AleHouse"] = "Inn" };

        WordRules.Private([Planted(code)], words).Where(finding => finding.StartsWith("Routing/Planted.cs:1: ", StringComparison.Ordinal)).Should().HaveCount(findings);
        WordRules.Private([new SourceFile("Tankards/Door.cs", ""), new SourceFile("Routing/AleHouse.cs", "")], words)
            .Should().Equal("Tankards/Door.cs:1: Tankards: not Tankard but Vessel", "Routing/AleHouse.cs:1: AleHouse: not AleHouse but Inn");
    }

    [Fact]
    public void A_repeated_event_id_is_found()
    {
        var one = new SourceFile("A/One.cs", "[LoggerMessage(1100, LogLevel.Error, \"(a\")] [LoggerMessage(EventId = 1101, Level = LogLevel.Error)]");
        WordRules.LogEventIds([one]).Should().BeEmpty();
        WordRules.LogEventIds([one, Planted("\n[LoggerMessage(LogLevel.Error, EventId = 1100)]")]).Should().ContainSingle().Which.Should().Be("Routing/Planted.cs:2: event id 1100 is taken by A/One.cs:1: ");
        WordRules.LogEventIds([Planted("[LoggerMessage(LogLevel.Error, \"1100\")]")]).Should().ContainSingle().Which.Should().Contain("no event id");
    }

    private static SourceFile Planted(string text) => new("Routing/Planted.cs", text);
}
