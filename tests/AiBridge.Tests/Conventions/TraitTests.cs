using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>One trait, <c>Speed</c> is <c>Slow</c>, so that one filter gives the quick tests: they start no server and take no second.</summary>
public sealed class TraitTests
{
    private const string Quick = "dotnet test --filter \"Speed!=Slow\"";

    [Fact]
    public void No_test_has_another_trait() => Others(Repository.Tests).Should().BeEmpty();

    [Theory]
    [InlineData("[Trait(\"Category\", \"Unit\")] public sealed class A;", 1)]
    [InlineData("public sealed class A { [Fact, Trait(\"Speed\", \"Quick\")] public void B() { } }", 1)]
    [InlineData("[Trait(\"Speed\", \"Slow\")] public sealed class A;", 0)]
    public void Another_is_found(string code, int findings) => Others([new SourceFile("A.cs", code)]).Should().HaveCount(findings);

    [Fact]
    public void Every_test_that_may_start_a_server_is_slow() =>
        XDocument.Parse(RepositoryRoot.Read("tests/AiBridge.IntegrationTests/AiBridge.IntegrationTests.csproj"))
            .Descendants("AssemblyAttribute").Should().ContainSingle().Which.Elements().Select(word => word.Value).Should().Equal("Speed", "Slow");

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Documents_say_how_to_run_the_quick_ones(string document) => RepositoryRoot.Read(document).Should().Contain(Quick);

    private static IEnumerable<string> Others(IEnumerable<SourceFile> files) =>
        from file in files
        from trait in file.Root.DescendantNodes().OfType<AttributeSyntax>()
        where trait.Name.ToString() is "Trait" or "TraitAttribute" && trait.ArgumentList?.ToString() != "(\"Speed\", \"Slow\")"
        select file.At(trait, $"{trait} is not the trait that the filter knows");
}
