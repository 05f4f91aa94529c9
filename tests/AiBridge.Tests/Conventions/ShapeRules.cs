using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>Sizes and forms of files, types and methods.</summary>
internal static class ShapeRules
{
    public const int MaxFileLines = 300;
    public const int MaxMedianFileLines = 80;
    public const int MaxMemberLines = 60;
    public const int MaxConstructorParameters = 6;

    /// <summary>The libraries that others use: their types are what they are for.</summary>
    private static readonly string[] Libraries = ["Contracts", "Client", "Web"];

    public static IEnumerable<string> FileLength(IEnumerable<SourceFile> files) =>
        from file in files
        let lines = Lines(file)
        where lines > MaxFileLines
        select file.At(0, $"has {lines} lines, more than {MaxFileLines}");

    public static IEnumerable<string> MedianFileLength(IEnumerable<SourceFile> files)
    {
        var lengths = files.Select(Lines).Order().ToList();
        var median = lengths.Count == 0 ? 0 : lengths[lengths.Count / 2];
        return median > MaxMedianFileLines ? [$"the median file has {median} lines, more than {MaxMedianFileLines}"] : [];
    }

    /// <summary>Of what holds statements; a field or the first value of a property may be a table of data.</summary>
    public static IEnumerable<string> MemberLength(IEnumerable<SourceFile> files) =>
        from file in files
        from member in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
        let end = member is PropertyDeclarationSyntax { AccessorList: { } accessors } ? accessors.Span.End : member.Span.End
        let lines = file.LineAt(end) - file.LineAt(member.SpanStart) + 1
        where lines > MaxMemberLines
        select file.At(member, $"a member of {lines} lines, more than {MaxMemberLines}");

    public static IEnumerable<string> ClosedClasses(CodeBase code) =>
        from file in code.Files
        from declared in file.Types
        let type = code.Declared(file, declared)
        where type is { TypeKind: TypeKind.Class, IsSealed: false, IsStatic: false, IsAbstract: false }
        select file.At(declared, $"{type.Name} is neither sealed, static nor abstract");

    public static IEnumerable<string> InternalTypes(IEnumerable<SourceFile> files) =>
        from file in files
        where !Libraries.Contains(file.Folder)
        from type in file.Types
        where type.Parent is not BaseTypeDeclarationSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword)
        select file.At(type, $"{type.Identifier} is public; a deployable has no public types");

    public static IEnumerable<string> ConstructorParameters(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.Types.OfType<ClassDeclarationSyntax>()
        from parameters in type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList).Append(type.ParameterList)
        where parameters?.Parameters.Count > MaxConstructorParameters
        select file.At(parameters, $"{type.Identifier} takes {parameters.Parameters.Count} constructor parameters, more than {MaxConstructorParameters}");

    private static int Lines(SourceFile file) => file.Text.TrimEnd('\n').Count(c => c == '\n') + 1;
}
