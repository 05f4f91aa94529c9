namespace AiBridge.Tests.Conventions;

/// <summary>Proves that the rules about who uses whom find what they are there to find.</summary>
public sealed class PlantedImportTests
{
    private static readonly SourceFile[] Rooms =
    [
        new("ProxyPipeline.cs", "namespace AiBridge; internal static class ProxyPipeline;"),
        new("AiBridgeHost.cs", "using AiBridge.CommandLine; using AiBridge.Routing;\nnamespace AiBridge; internal static class AiBridgeHost;"),
        new("CommandLine/Health.cs", "using AiBridge.Storage;\nnamespace AiBridge.CommandLine; internal static class Health;"),
        new("Shutdown/Draining.cs", "using AiBridge.Exchanges;\nnamespace AiBridge.Shutdown; internal sealed class Draining;"),
        new("Protocols/Facts.cs", "namespace AiBridge.Protocols; internal sealed class Facts;"),
        new("Storage/BridgeDb.cs", "namespace AiBridge.Storage; internal sealed class BridgeDb;"),
        new("Upstream/KeyPool.cs", "namespace AiBridge.Upstream; internal sealed class KeyPool; internal sealed class ProviderProbe;"),
        new("Exchanges/Exchange.cs", "using AiBridge.Protocols;\nnamespace AiBridge.Exchanges; internal sealed class Exchange;"),
    ];

    [Theory]
    [InlineData("Routing/A.cs", "using AiBridge.Upstream;")]
    [InlineData("Routing/A.cs", "using static AiBridge.Upstream.KeyPool;")]
    [InlineData("Routing/A.cs", "using Pool = AiBridge.Upstream.KeyPool;")]
    [InlineData("Routing/A.cs", "var pool = new AiBridge.Upstream.KeyPool();")]
    [InlineData("Routing/A.cs", "var pool = new Upstream.KeyPool();")]
    [InlineData("Routing/A.cs", "ProxyPipeline.Build();")]
    [InlineData("Routing/A.cs", "AiBridge.ProxyPipeline.Build();")]
    [InlineData("Routing/A.cs", "using AiBridge.CommandLine;")]
    [InlineData("Routing/A.cs", "using AiBridge.Management;")]
    [InlineData("CommandLine/A.cs", "using AiBridge.Routing;")]
    [InlineData("CommandLine/A.cs", "AiBridgeHost.Serve();")]
    [InlineData("Ingress/A.cs", "using AiBridge.Shutdown;")]
    [InlineData("Shutdown/A.cs", "using AiBridge.Interception;")]
    [InlineData("Storage/A.cs", "using AiBridge.Exchanges;")]
    [InlineData("Projects/A.cs", "using AiBridge.Providers;")]
    [InlineData("Protocols/A.cs", "using AiBridge.Configuration;")]
    [InlineData("Configuration/A.cs", "using AiBridge.Providers;")]
    [InlineData("Chat/A.cs", "using AiBridge.Upstream; KeyPool pool;")]
    [InlineData("Chat/A.cs", "using AiBridge.Management;")]
    public void A_forbidden_use_is_found(string path, string code) =>
        ImportRules.Directions([.. Rooms, new SourceFile(path, "\n" + code)]).Should().ContainSingle().Which.Should().StartWith($"{path}:2: ").And.Contain("may not use");

    [Theory]
    [InlineData("Routing/A.cs", "using AiBridge.Exchanges; using AiBridge.Protocols; using AiBridge.Storage;")]
    [InlineData("Routing/A.cs", "// using AiBridge.Upstream;")]
    [InlineData("Routing/A.cs", "options.Upstream.KeyPool; var Upstream = 1; Upstream.Other();")]
    [InlineData("Management/A.cs", "using AiBridge.Upstream; ProviderProbe probe;")]
    [InlineData("Telemetry/A.cs", "using AiBridge.Configuration;")]
    [InlineData("A.cs", "using AiBridge.Management; using AiBridge.Routing;")]
    [InlineData("Storage/Rows/A.cs", "using AiBridge.Storage;")]
    public void An_allowed_use_is_not_found(string path, string code) =>
        ImportRules.Directions([.. Rooms, new SourceFile(path, code)]).Should().BeEmpty();

    [Fact]
    public void A_folder_outside_the_levels_is_found() =>
        ImportRules.Directions([new SourceFile("Extras/A.cs", "")]).Should().ContainSingle().Which.Should().StartWith("Extras: ");

    [Fact]
    public void A_circle_is_found()
    {
        ImportRules.Cycles(Rooms).Should().BeEmpty();
        ImportRules.Cycles([.. Rooms, new SourceFile("Protocols/A.cs", "using AiBridge.Storage;"), new SourceFile("Storage/A.cs", "using AiBridge.Exchanges;")])
            .Should().BeEquivalentTo("Protocols is in a cycle of imports", "Storage is in a cycle of imports", "Exchanges is in a cycle of imports");
    }

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
        ImportRules.GlobalImports([new SourceFile("Usings.cs", "global using AiBridge.Storage;\nglobal using System.Text;")]).Should().ContainSingle();
}
