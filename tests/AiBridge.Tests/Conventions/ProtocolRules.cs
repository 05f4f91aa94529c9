using Microsoft.CodeAnalysis;

namespace AiBridge.Tests.Conventions;

/// <summary>A wire protocol is one folder and its rows in the table of provider types: nobody else names it, or has a branch for it.</summary>
internal static class ProtocolRules
{
    private const string Table = "Providers/ProviderTypes.cs";

    public static IEnumerable<string> NamedElsewhere(CodeBase code)
    {
        var protocols = Protocols(code);
        var families = Heirs(code, "ApiFamily", "ErrorFamily").Select(family => family.Name).ToHashSet();
        return from use in code.Uses
               where use.From.Path != Table && use.From.Directory != use.To.Directory
               where protocols.Contains(use.To.Directory) || families.Contains(use.Type.Name)
               select use.From.At(use.Position, $"{use.Type.Name} is known to {use.To.Directory} and to the table of provider types alone");
    }

    /// <summary>The folders that are a protocol.</summary>
    public static IReadOnlySet<string> Protocols(CodeBase code) => Heirs(code, "WireProtocol").Select(protocol => code.HomeOf(protocol)!.Directory).ToHashSet();

    private static IEnumerable<INamedTypeSymbol> Heirs(CodeBase code, params string[] names) =>
        from file in code.Files
        where file.Folder == "Protocols"
        from declared in file.Types
        let type = code.Declared(file, declared)
        where !type.IsAbstract && names.Contains(type.BaseType?.Name)
        select type;
}
