using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols.Families;
using AiBridge.Secrets;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Ingress;

/// <summary>Finds the caller's own upstream credential: what stands in the provider's own auth header and is no bridge token.</summary>
internal static class CallerCredential
{
    /// <summary>Bytes; what does not fit in says something.</summary>
    private const int ShortPair = 16;

    /// <summary>Null when the provider's own credential is to be used.</summary>
    public static ByokCredential? Find(IHeaderDictionary headers, ApiFamily family) =>
        (family.KeyHeader is { } header ? From(headers, header) : null) ?? From(headers, HeaderNames.Authorization);

    private static ByokCredential? From(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values) || StringValues.IsNullOrEmpty(values))
            return null;
        foreach (var value in values)
        {
            var credential = value.AsSpan().Trim();
            if (!SaysNothing(credential) && !PresentedToken.IsIn(credential))
                return new ByokCredential(name, new Secret(credential.ToString()));
        }

        return null;
    }

    /// <summary>What clients send whose key was left empty: a scheme with nothing behind it, quotes around nothing, a user without a name and a password.</summary>
    private static bool SaysNothing(ReadOnlySpan<char> credential)
    {
        var end = credential.IndexOfAny(' ', '\t');
        var scheme = end < 0 ? credential : credential[..end];
        var isBasic = scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);
        if (isBasic || scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("Token", StringComparison.OrdinalIgnoreCase))
            credential = credential[scheme.Length..].Trim();
        Span<byte> pair = stackalloc byte[ShortPair];
        if (isBasic && Convert.TryFromBase64Chars(credential, pair, out var length))
            return pair[..length].IndexOfAnyExcept(" \t:"u8) < 0;
        foreach (var c in credential)
        {
            if (char.IsLetterOrDigit(c))
                return false;
        }

        return true;
    }
}
