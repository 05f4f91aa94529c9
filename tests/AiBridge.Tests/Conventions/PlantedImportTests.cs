namespace AiBridge.Tests.Conventions;

/// <summary>Proves that the rules about who uses whom find what they are there to find.</summary>
public sealed class PlantedImportTests
{
    private static readonly SourceFile[] Around =
    [
        new("ProxyPipeline.cs", "namespace AiBridge; internal static class ProxyPipeline { public static void Build() { } }"),
        new("AiBridgeHost.cs", "namespace AiBridge; internal static class AiBridgeHost { private static readonly Upstream.KeyPool Keys = new(); private static object C = typeof(CommandLine.HealthCommand); }"),
        new("CommandLine/HealthCommand.cs", "namespace AiBridge.CommandLine; internal static class HealthCommand { private static readonly Storage.BridgeDb Db = new(); }"),
        new("Shutdown/Draining.cs", "namespace AiBridge.Shutdown; internal sealed class Draining { Exchanges.Exchange P; }"),
        new("Protocols/Facts.cs", "namespace AiBridge.Protocols; internal sealed class Facts;"),
        new("Configuration/Options.cs", "namespace AiBridge.Configuration; internal sealed class Options;"),
        new("Storage/BridgeDb.cs", "namespace AiBridge.Storage; internal sealed class BridgeDb { public int Count => 1; public static BridgeDb Open() => new(); }"),
        new("Upstream/KeyPool.cs", "namespace AiBridge.Upstream; internal sealed class KeyPool { public int Count => 1; }"),
        new("Upstream/Probing/ProviderProbe.cs", "namespace AiBridge.Upstream.Probing; internal sealed class ProviderProbe { public Task<ProviderProbeAnswer> AskAsync() => null!; }"),
        new("Upstream/Probing/ProviderProbeAnswer.cs", "namespace AiBridge.Upstream.Probing; internal sealed record ProviderProbeAnswer(int Status);"),
        new("Management/Endpoints.cs", "namespace AiBridge.Management; internal static class Endpoints { public static int Map(this string path) => 1; }"),
        new("Exchanges/Exchange.cs", "using AiBridge.Protocols;\nnamespace AiBridge.Exchanges; internal sealed class Exchange { public Facts? Facts; }"),
    ];

    [Theory]
    [InlineData("Routing", "Upstream.KeyPool P;")]
    [InlineData("Routing", "object P = new AiBridge.Upstream.KeyPool();")]
    [InlineData("Routing", "AiBridge.Upstream.KeyPool? P;")]
    [InlineData("Routing", "List<Upstream.KeyPool[]> P = [];")]
    [InlineData("Routing", "void P() => ProxyPipeline.Build();")]
    [InlineData("Routing", "void P() => AiBridge.ProxyPipeline.Build();")]
    [InlineData("Routing", "string P = nameof(CommandLine.HealthCommand);")]
    [InlineData("Routing", "int P() => Management.Endpoints.Map(\"\");")]
    [InlineData("CommandLine", "Upstream.KeyPool P;")]
    [InlineData("CommandLine", "string P = nameof(AiBridgeHost);")]
    [InlineData("Ingress", "Shutdown.Draining P;")]
    [InlineData("Shutdown", "Upstream.KeyPool P;")]
    [InlineData("Storage", "Exchanges.Exchange P;")]
    [InlineData("Projects", "Exchanges.Exchange P;")]
    [InlineData("Protocols", "Configuration.Options P;")]
    [InlineData("Contracts", "Protocols.Facts P;")]
    [InlineData("Chat", "Upstream.KeyPool P;")]
    [InlineData("Mcp", "int P() => Management.Endpoints.Map(\"\");")]
    [InlineData("Client", "Storage.BridgeDb P;")]
    public void A_forbidden_use_is_found(string folder, string member) =>
        ImportRules.Directions(With(folder, $"namespace AiBridge.{folder}; internal sealed class A {{\n{member} }}"))
            .Should().ContainSingle().Which.Should().StartWith($"{folder}/A.cs:2: {folder} may not use ");

    [Theory]
    [InlineData("using AiBridge.Upstream;\nnamespace AiBridge.Routing; internal sealed class A { KeyPool P; }")]
    [InlineData("using AiBridge.Management;\nnamespace AiBridge.Routing; internal sealed class A { int P = \"\".Map(); }")]
    [InlineData("using static AiBridge.Management.Endpoints;\nnamespace AiBridge.Routing; internal sealed class A { int P = Map(\"\"); }")]
    [InlineData("using Pool = AiBridge.Upstream.KeyPool;\nnamespace AiBridge.Routing; internal sealed class A { Pool P; }")]
    public void A_using_hides_nothing(string code) => ImportRules.Directions(With("Routing", code)).Should().NotBeEmpty().And.AllSatisfy(finding => finding.Should().Contain("Routing may not use"));

    [Fact]
    public void A_value_whose_type_is_named_nowhere_is_found()
    {
        var exchange = new SourceFile("Projects/Lender.cs", "namespace AiBridge.Projects; internal sealed class Lender { public Storage.BridgeDb Db; }");
        var code = new SourceFile("Protocols/A.cs", "namespace AiBridge.Protocols; internal sealed class A { int P(dynamic d) { var db = AiBridge.Projects.Lend.One().Db;\nreturn db.Count; } }");
        var lend = new SourceFile("Projects/Lend.cs", "namespace AiBridge.Projects; internal static class Lend { public static Lender One() => new(); }");

        ImportRules.Directions(new CodeBase([.. Around, exchange, lend, code])).Should().Contain("Protocols/A.cs:2: Protocols may not use BridgeDb of Storage");
    }

    [Theory]
    [InlineData("Routing", "Exchanges.Exchange P; Protocols.Facts Q; Storage.BridgeDb R = Storage.BridgeDb.Open();")]
    [InlineData("Routing", "// AiBridge.Upstream.KeyPool\nstring P = \"AiBridge.Upstream.KeyPool\";")]
    [InlineData("Routing", "int Upstream = 1; int P => Upstream.CompareTo(2);")]
    [InlineData("Management", "async Task<int> P(Upstream.Probing.ProviderProbe probe) { var answer = await probe.AskAsync(); return answer.Status; }")]
    [InlineData("Telemetry", "Configuration.Options P;")]
    [InlineData("CommandLine", "Storage.BridgeDb Q;")]
    public void An_allowed_use_is_not_found(string folder, string members) =>
        ImportRules.Directions(With(folder, $"namespace AiBridge.{folder}; internal sealed class A {{ {members} }}")).Should().BeEmpty();

    [Fact]
    public void A_folder_outside_the_levels_is_found() =>
        ImportRules.Directions(new CodeBase(new SourceFile("Extras/A.cs", ""))).Should().ContainSingle().Which.Should().StartWith("Extras: ");

    [Fact]
    public void A_circle_is_found()
    {
        ImportRules.Cycles(new CodeBase(Around)).Should().BeEmpty();
        ImportRules.Cycles(new CodeBase(
            [
                .. Around,
                new SourceFile("Protocols/A.cs", "namespace AiBridge.Protocols; internal sealed class A { Storage.BridgeDb P; }"),
                new SourceFile("Storage/A.cs", "namespace AiBridge.Storage; internal sealed class A { Exchanges.Exchange P; }"),
            ]))
            .Should().Equal("Exchanges ↔ Protocols ↔ Storage");
    }

    [Fact]
    public void A_circle_of_the_root_and_a_folder_is_found() =>
        ImportRules.Cycles(new CodeBase(
            [
                .. Around,
                new SourceFile("Program.cs", "namespace AiBridge; internal sealed class P { object O = typeof(CommandLine.HealthCommand); }"),
                new SourceFile("CommandLine/Serve.cs", "namespace AiBridge.CommandLine; internal sealed class Serve { void Run() => ProxyPipeline.Build(); }"),
            ]))
            .Should().Equal("CommandLine ↔ composition");

    [Fact]
    public void A_circle_over_a_subfolder_is_found()
    {
        var answer = "namespace AiBridge.Upstream.Probing; internal sealed class Asked { Upstream.KeyPool P; }";
        var above = "namespace AiBridge.Upstream; internal sealed class Registration { Probing.Asked P; }";
        SourceFile[] innocent = [.. Around, new("Upstream/Probing/Asked.cs", answer), new("Upstream/Registration.cs", above)];

        ImportRules.Cycles(new CodeBase(innocent)).Should().BeEmpty("nothing below uses what puts it together");
        ImportRules.Cycles(new CodeBase([.. innocent, new SourceFile("Upstream/Probing/Asks.cs", "namespace AiBridge.Upstream.Probing; internal sealed class Asks { Upstream.Registration P; }")]))
            .Should().Equal("Upstream/Probing ↔ Upstream/Registration.cs");
    }

    [Fact]
    public void A_circle_of_two_subfolders_is_found() =>
        ImportRules.Cycles(new CodeBase(
            [
                new SourceFile("Upstream/Dumping/A.cs", "namespace AiBridge.Upstream.Dumping; internal sealed class A { Probing.B P; }"),
                new SourceFile("Upstream/Probing/B.cs", "namespace AiBridge.Upstream.Probing; internal sealed class B { Dumping.A P; }"),
            ]))
            .Should().Equal("Upstream/Dumping ↔ Upstream/Probing");

    [Theory]
    [InlineData("Storage/Rows/A.cs", "namespace AiBridge.Storage;", 1)]
    [InlineData("Storage/Rows/A.cs", "internal sealed class A;", 1)]
    [InlineData("Storage/Rows/A.cs", "using X;\nnamespace AiBridge.Storage.Rows;", 0)]
    [InlineData("A.cs", "namespace AiBridge;", 0)]
    [InlineData("Program.cs", "Run();", 0)]
    public void A_namespace_beside_its_folder_is_found(string path, string code, int findings) =>
        ImportRules.NamespaceIsFolder([new SourceFile(path, code)]).Should().HaveCount(findings);

    [Fact]
    public void A_global_using_is_found() =>
        ImportRules.GlobalImports([new SourceFile("Usings.cs", "global using AiBridge.Storage;\nglobal using System.Text;\nusing AiBridge.Storage;")]).Should().ContainSingle();

    private static CodeBase With(string folder, string code) => new([.. Around, new SourceFile($"{folder}/A.cs", code)]);
}
