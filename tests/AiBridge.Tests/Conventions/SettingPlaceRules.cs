using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiBridge.Tests.Conventions;

/// <summary>
/// A setting of a provider is named at its property and where it has its effect, as a member of the options. A list of settings, a property of
/// another record, a binding or a copy by hand is a second place, which the next setting would be forgotten in.
/// </summary>
internal static partial class SettingPlaceRules
{
    /// <summary>Those of which more is decided than a value: what a provider is called, where it is, what it presents itself with, whether it serves.</summary>
    private static readonly string[] OfTheirOwn =
    [
        "Type", "Name", "DisplayName", "Enabled", "BaseUrl", "DefaultModel", "AllowByok",
        "Auth", "Keys", "OAuth", "TokenUrl", "ClientId", "ClientSecret", "Scope", "CustomHeader", "Value", "Headers",
    ];

    /// <summary>Which settings of a server-wide provider bound those of a project's that stands on it, and how each does.</summary>
    private const string Bounds = "Providers/Stored/ProjectProvider.cs";

    private static readonly SettingShape[] Shapes = [.. Within(SettingShape.Of(typeof(ProviderOptions)))];

    /// <summary>The records that the settings are properties of.</summary>
    private static readonly FrozenSet<string> Homes =
        Shapes.SelectMany(shape => shape.Settings.Values).Select(setting => setting.Property.DeclaringType!.Name).ToFrozenSet();

    /// <summary>The server's: where one is called like a provider's, a name does not tell which is meant.</summary>
    private static readonly FrozenSet<string> OfTheServer =
        Within(SettingShape.Of(typeof(BridgeOptions))).SelectMany(shape => shape.Settings.Values).Select(setting => setting.Property.Name).ToFrozenSet();

    /// <summary>Every spelling of every setting.</summary>
    public static FrozenSet<string> Names { get; } = Shapes.SelectMany(shape => shape.Settings.Values)
        .Where(setting => !OfTheirOwn.Contains(setting.Property.Name) && !OfTheServer.Contains(setting.Property.Name))
        .SelectMany(setting => new[] { setting.Property.Name, setting.Name, setting.WireName })
        .ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<string> SecondPlaces(IEnumerable<SourceFile> files) =>
        from file in files
        from found in Texts(file).Concat(Members(file)).Concat(Copies(file))
        select file.At(found.Position, $"{found.Name} is a setting of a provider, and follows from its property in Contracts");

    /// <summary>A path of settings as a text, or one in <c>nameof</c>.</summary>
    private static IEnumerable<(int Position, string Name)> Texts(SourceFile file) =>
        from token in file.Root.DescendantTokens()
        where token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken || IsInNameof(token)
        where SettingPath.IsMatch(token.ValueText) && !token.Parent!.Ancestors().OfType<BaseTypeDeclarationSyntax>().Any(type => Homes.Contains(type.Identifier.Text))
        from name in token.ValueText.Split('.', ':')
        where Names.Contains(name)
        select (token.SpanStart, name);

    /// <summary>A property or a record's parameter in a type that is none of the settings' own.</summary>
    private static IEnumerable<(int Position, string Name)> Members(SourceFile file) =>
        from type in file.Types
        where !Homes.Contains(type.Identifier.Text)
        from member in type.ChildNodes().OfType<PropertyDeclarationSyntax>().Select(property => property.Identifier)
            .Concat(type is RecordDeclarationSyntax { ParameterList.Parameters: var parameters } ? parameters.Select(parameter => parameter.Identifier) : [])
        where Names.Contains(member.Text)
        select (member.SpanStart, member.Text);

    /// <summary>Taken over one by one, into an object or out of one.</summary>
    private static IEnumerable<(int Position, string Name)> Copies(SourceFile file) =>
        from assignment in file.Root.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        where assignment.Parent is InitializerExpressionSyntax && assignment.Left is IdentifierNameSyntax
        let name = ((IdentifierNameSyntax)assignment.Left).Identifier
        where file.Path != Bounds && Names.Contains(name.Text)
        where assignment.Right.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(value => value.Name.Identifier.Text == name.Text)
        select (name.SpanStart, name.Text);

    private static bool IsInNameof(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) && token.Parent!.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" });

    private static IEnumerable<SettingShape> Within(SettingShape shape) =>
        shape.Settings.Values.Where(setting => setting.Shape.Kind == SettingKind.Section).SelectMany(setting => Within(setting.Shape)).Prepend(shape);

    [GeneratedRegex("^[A-Za-z.:]+$")]
    private static partial Regex SettingPath { get; }
}
