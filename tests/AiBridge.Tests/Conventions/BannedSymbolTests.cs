using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AiBridge.Tests.Conventions;

/// <summary>Runs the analyzer that the build runs, with the product's own list, on what is planted.</summary>
public sealed class BannedSymbolTests
{
    private const string Banned = "RS0030";

    private static readonly string List = Path.Combine(Repository.Root, "src", "BannedSymbols.txt");

    [Fact]
    public void Every_banned_symbol_exists()
    {
        var compilation = new CodeBase([]).Compilation;

        File.ReadLines(List).Where(line => DocumentationCommentId.GetSymbolsForDeclarationId(line.Split(';')[0], compilation).IsEmpty).Should().BeEmpty();
    }

    [Theory]
    [InlineData("object P = DateTime.Now;")]
    [InlineData("object P = System.DateTimeOffset.UtcNow;")]
    [InlineData("object P = Environment.TickCount64;")]
    [InlineData("void P() => Thread.Sleep(1);")]
    [InlineData("Task P() => Task.Delay(1);")]
    [InlineData("Task P(CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(1), stop);")]
    [InlineData("Task P(Task<int> other) => other.WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("object P = new CancellationTokenSource(TimeSpan.FromSeconds(1));")]
    [InlineData("CancellationTokenSource P = new(1000);")]
    [InlineData("object P = new PeriodicTimer(TimeSpan.FromSeconds(1));")]
    [InlineData("object P = new Timer(_ => { });")]
    public async Task Its_use_is_found(string member) => (await FindingsAsync(member)).Should().ContainSingle().Which.Should().Be(1, "it stands in the second line");

    [Theory]
    [InlineData("object P(TimeProvider clock) => clock.GetUtcNow();")]
    [InlineData("Task P(TimeProvider clock, CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(1), clock, stop);")]
    [InlineData("object P(TimeProvider clock) => new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);")]
    [InlineData("object P = new CancellationTokenSource(); // DateTime.Now")]
    public async Task What_takes_a_clock_is_not_found(string member) => (await FindingsAsync(member)).Should().BeEmpty();

    private static async Task<IEnumerable<int>> FindingsAsync(string member)
    {
        var code = new CodeBase(new SourceFile("Routing/Planted.cs", $"namespace AiBridge.Routing; internal sealed class Planted {{\n{member}\n}}"));
        var folder = Path.Combine(AppContext.BaseDirectory, "Conventions");
        Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.BannedApiAnalyzers.dll"));
        var analyzers = Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll")).GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);
        var findings = await code.Compilation
            .WithAnalyzers([.. analyzers], new AnalyzerOptions([new ListFile(List)]))
            .GetAnalyzerDiagnosticsAsync();
        return findings.Where(finding => finding.Id == Banned).Select(finding => finding.Location.GetLineSpan().StartLinePosition.Line);
    }

    private sealed class ListFile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }
}
