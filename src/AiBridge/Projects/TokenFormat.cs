using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using AiBridge.Secrets;

namespace AiBridge.Projects;

/// <summary>How a bridge token is written: <c>aib_</c> and 43 url-safe characters, which are 32 random bytes.</summary>
internal static class TokenFormat
{
    public const string Prefix = "aib_";
    public const int Length = 47;
    private const int RandomBytes = 32;

    private static readonly SearchValues<char> UrlSafe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsValid(ReadOnlySpan<char> token) =>
        token.Length == Length && token.StartsWith(Prefix, StringComparison.Ordinal) && !token[Prefix.Length..].ContainsAnyExcept(UrlSafe);

    /// <summary>
    /// Whether a bridge token stands in a text, quoted, in a list or as part of something else, whatever stands before and behind it. In other keys,
    /// which may be written in the same characters, the four that a token begins with come up by chance once in 17 million places.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOf(Prefix, StringComparison.Ordinal)) >= 0; text = text[(at + Prefix.Length)..])
        {
            var token = text[at..];
            if (token.Length >= Length && !token[Prefix.Length..Length].ContainsAnyExcept(UrlSafe))
                return true;
        }

        return false;
    }

    public static Secret Create()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return new Secret(Prefix + Base64Url.EncodeToString(random));
    }

    /// <summary>A short id of the given kind (<c>tok_</c>, <c>prj_</c>): 24 hex digits after the prefix.</summary>
    public static string NewId(string prefix) => prefix + RandomNumberGenerator.GetHexString(24, lowercase: true);
}
