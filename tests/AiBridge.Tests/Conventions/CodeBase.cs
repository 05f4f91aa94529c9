using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>Sources that were compiled together, so that a rule can ask what a name means.</summary>
internal sealed class CodeBase
{
    // What the web SDK imports everywhere; the build writes it into a folder of its own.
    private static readonly SourceFile ImplicitUsings = new("obj/Usings.cs", string.Concat(
        new[]
        {
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading",
            "System.Threading.Tasks", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
            "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
        }.Select(name => $"global using {name};")));

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("AiBridge", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly Dictionary<SyntaxTree, SourceFile> _byTree;
    private readonly Lazy<IReadOnlyList<Use>> _uses;

    public CodeBase(params IReadOnlyList<SourceFile> files)
    {
        Files = files;
        Compilation = CSharpCompilation.Create(
            "Sources", files.Append(ImplicitUsings).Select(file => file.Tree), References.Value, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _byTree = files.ToDictionary(file => file.Tree);
        _uses = new(() => [.. files.AsParallel().AsOrdered().SelectMany(UsesOf)]);
    }

    public IReadOnlyList<SourceFile> Files { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>Every place where a source names a type of another, or a member of one, or has a variable of one.</summary>
    public IReadOnlyList<Use> Uses => _uses.Value;

    /// <summary>The source that declares a type; null for one of a library.</summary>
    public SourceFile? HomeOf(ISymbol type) =>
        type.OriginalDefinition.DeclaringSyntaxReferences.Select(part => _byTree.GetValueOrDefault(part.SyntaxTree)).FirstOrDefault(file => file is not null);

    public INamedTypeSymbol Declared(SourceFile file, BaseTypeDeclarationSyntax type) => Compilation.GetSemanticModel(file.Tree).GetDeclaredSymbol(type)!;

    private IEnumerable<Use> UsesOf(SourceFile file)
    {
        var model = Compilation.GetSemanticModel(file.Tree);
        foreach (var name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name) is var info && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is { } symbol
                && Outermost(symbol) is { } type && HomeOf(type) is { } home && home != file)
                yield return new Use(file, name.SpanStart, type, home);
        }
    }

    // Of a local variable, a parameter or a namespace there is none.
    private static INamedTypeSymbol? Outermost(ISymbol symbol)
    {
        var type = symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ITypeParameterSymbol ? null : symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer)
            type = outer;
        return type;
    }
}

/// <param name="From">Who uses it.</param>
/// <param name="Position">Where.</param>
/// <param name="Type">The outermost type that is used.</param>
/// <param name="To">Where it is declared.</param>
internal sealed record Use(SourceFile From, int Position, INamedTypeSymbol Type, SourceFile To);
