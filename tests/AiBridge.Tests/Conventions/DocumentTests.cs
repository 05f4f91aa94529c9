using System.Text.Json;

namespace AiBridge.Tests.Conventions;

/// <summary>Documents and comments point to nothing that a reader of the repository cannot find.</summary>
public sealed class DocumentTests
{
    private static readonly string[] NotOurs = ["/artifacts/", "/bin/", "/obj/", "/node_modules/", "/.git/", "/data/", "/Fixtures/"];
    private static readonly string[] Sources = [".cs", ".csproj", ".props", ".sh", ".yml", ".json", ".editorconfig", ".dockerignore"];

    private static readonly IReadOnlyList<string> Files =
    [
        .. from file in Directory.EnumerateFiles(RepositoryRoot.Path, "*", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/')
           where !NotOurs.Any($"/{path}".Contains)
           select path,
    ];

    private static readonly JsonElement Schema = JsonDocument.Parse(RepositoryRoot.Read("config/aibridge.schema.json")).RootElement;

    [Fact]
    public void There_are_documents_to_look_at() => Files.Should().Contain(["README.md", "SECURITY.md", "CHANGELOG.md"]);

    [Fact]
    public void What_a_document_links_to_is_there() =>
        Texts(".md").SelectMany(document => DocumentRules.Links(document, Read)).Should().BeEmpty();

    [Fact]
    public void No_comment_points_to_a_document_that_is_not_there() =>
        Texts(Sources).Where(source => !source.Path.EndsWith("/DocumentTests.cs", StringComparison.Ordinal)).SelectMany(source => DocumentRules.Mentions(source, Read)).Should().BeEmpty();

    [Fact]
    public void Every_setting_that_a_document_names_exists() =>
        Texts(".md").Where(document => document.Path != "CHANGELOG.md").SelectMany(document => DocumentRules.Settings(document, Schema)).Should().BeEmpty();

    [Theory]
    [InlineData("[a](b.md)", "docs/a.md: b.md is not in the repository")]
    [InlineData("[a](../README.md#no-such-part)", "docs/a.md: ../README.md#no-such-part names no heading")]
    [InlineData("[a](#here)", "docs/a.md: #here names no heading")]
    [InlineData("see `src/Lost.cs`", "docs/a.md: src/Lost.cs is not in the repository")]
    [InlineData("[a](../README.md) [b](../README.md#an-agents-key-env) [c](https://example.com/b.md) `[d](e.md)` `src/` `config/aibridge.local.json`\n```\n[f](g.md)\n```\n")]
    public void A_dead_link_is_found(string text, params string[] findings) =>
        DocumentRules.Links(("docs/a.md", text), file => file == "README.md" ? "# Title\n\n## An agent's key: `env`\n" : file == "src" ? "" : null).Should().Equal(findings);

    [Theory]
    [InlineData("    // as NOTES.md says", "NOTES.md")]
    [InlineData("var x = 1; // see docs/lost.md", "docs/lost.md")]
    [InlineData("    /// <summary>The rule of DESIGN §4.</summary>", "DESIGN")]
    [InlineData("# see LOST.md", "LOST.md")]
    [InlineData("// see README.md and RFC 9457 §3\nvar file = \"CLAUDE.md\";")]
    public void A_comment_that_points_outside_is_found(string text, params string[] mentioned) =>
        DocumentRules.Mentions(("src/A.cs", text), file => file == "README.md" ? "" : null).Should().Equal(mentioned.Select(name => $"src/A.cs: {name} is not in the repository"));

    [Theory]
    [InlineData("`Recording:Fsnyc`", "Recording:Fsnyc")]
    [InlineData("AIBRIDGE__Providers__anthropic__Enabeld=false", "AIBRIDGE__Providers__anthropic__Enabeld")]
    [InlineData("run -- --Tls:Pem x", "Tls:Pem")]
    [InlineData("`Recording:Fsync`, AIBRIDGE__Providers__anthropic__Enabled=false, `interceptions:Read`, --Tls:Key x, AIBRIDGE_CONFIG")]
    public void A_setting_that_does_not_exist_is_found(string text, params string[] wrong) =>
        DocumentRules.Settings(("docs/a.md", text), Schema).Should().Equal(wrong.Select(name => $"docs/a.md: {name} is no setting"));

    private static IEnumerable<(string Path, string Text)> Texts(params string[] endings) =>
        from path in Files where endings.Any(path.EndsWith) || (endings == Sources && Path.GetExtension(path).Length == 0) select (path, RepositoryRoot.Read(path));

    private static string? Read(string path)
    {
        var place = Path.Combine(RepositoryRoot.Path, path);
        return File.Exists(place) ? File.ReadAllText(place) : Directory.Exists(place) ? "" : null;
    }
}
