using System.Collections.Frozen;
using System.Reflection;

namespace AiBridge.Projects;

/// <summary>What a token can be granted: a permission there is, all of a service (<c>secrets:*</c>), or <c>*</c>.</summary>
internal static class PermissionPattern
{
    private static readonly string[] Permissions =
        [.. typeof(PermissionNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!).Where(name => name != PermissionNames.Everything)];

    private static readonly FrozenSet<string> Good =
        Permissions.Concat(Permissions.Select(name => name[..(name.IndexOf(':') + 1)] + "*")).Append(PermissionNames.Everything).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Every permission an endpoint asks for.</summary>
    public static IReadOnlyList<string> All => Permissions;

    public static bool IsGood(string pattern) => Good.Contains(pattern);
}
