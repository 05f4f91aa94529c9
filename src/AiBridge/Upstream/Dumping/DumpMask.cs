using System.Text.RegularExpressions;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Dumping;

/// <summary>What of a start line and of headers a dump must not show.</summary>
internal static partial class DumpMask
{
    /// <summary>The value, or its hint where the name says that it is a secret.</summary>
    public static string OfHeader(string name, string value) => SecretHeaders.Contains(name) ? new Secret(value).Hint : value;

    /// <summary>The target without the values of parameters that carry credentials.</summary>
    public static string OfTarget(string target) => SecretParameters().Replace(target, "...");

    [GeneratedRegex("(?<=[?&](?:api[-_]?)?(?:key|token|access_token|secret|client_secret|signature|sig|code)=)[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretParameters();
}
