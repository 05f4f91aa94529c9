using System.Collections.Frozen;

namespace AiBridge.Secrets;

/// <summary>Headers whose values are secrets by their name, whatever the letters' case: one list for whatever is written down.</summary>
internal static class SecretHeaders
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "authorization", "proxy-authorization", "cookie", "set-cookie", "set-cookie2", "x-api-key", "api-key", "x-goog-api-key");

    private static readonly string[] Ends = ["-key", "-token", "-secret", "-password", "-authorization"];

    public static bool Contains(string name) => Names.Contains(name) || Ends.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
