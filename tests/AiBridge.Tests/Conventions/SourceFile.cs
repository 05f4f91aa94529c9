using System.Collections.Frozen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>A parsed C# source. Its path counts from the folder of the service; that of a library beside it begins with the library's own name.</summary>
internal sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly FrozenSet<string> GeneratedFolders = FrozenSet.Create("Migrations", "obj", "bin");

    public string Path { get; } = path;

    public string Text { get; } = text;

    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(text, Options, path);

    public CompilationUnitSyntax Root => (CompilationUnitSyntax)Tree.GetRoot();

    /// <summary>The folder it lies in; empty for composition.</summary>
    public string Directory => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The first folder, which is the stage; empty for composition.</summary>
    public string Folder => Directory.Split('/')[0];

    public bool IsGenerated => Directory.Split('/').Any(GeneratedFolders.Contains);

    /// <summary>The types it declares, nested ones too.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> Types => Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>();

    /// <summary>Every name in the code, declared or used; those in comments and texts are none.</summary>
    public IEnumerable<SyntaxToken> Names => Root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken));

    public int LineAt(int position) => 1 + Text.AsSpan(0, position).Count('\n');

    /// <summary>A finding as it is shown: file, line, words.</summary>
    public string At(int position, string finding) => $"{Path}:{LineAt(position)}: {finding}";

    public string At(SyntaxNode node, string finding) => At(node.SpanStart, finding);
}
