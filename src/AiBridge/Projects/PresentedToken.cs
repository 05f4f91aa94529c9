using System.Text;

namespace AiBridge.Projects;

/// <summary>Finds the bridge token a request carries.</summary>
internal static class PresentedToken
{
    public const string OwnHeader = "X-AiBridge-Token";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LongestBasic = 1024;

    private static readonly string[] KeyHeaders = ["X-Api-Key", "x-goog-api-key", "api-key"];

    /// <summary>The first header that carries one wins; a value in the bridge's own header counts whatever it looks like. Null: none.</summary>
    public static string? Find(IHeaderDictionary headers)
    {
        foreach (var value in headers[OwnHeader])
        {
            if (!string.IsNullOrWhiteSpace(value))
                return value.Trim();
        }

        foreach (var value in headers.Authorization)
        {
            if (InBearer(value) is { } token)
                return token;
        }

        foreach (var header in KeyHeaders)
        {
            foreach (var value in headers[header])
            {
                if (IsBridgeToken(value.AsSpan().Trim()))
                    return value!.Trim();
            }
        }

        return null;
    }

    /// <summary>Whether the value of a credential's header is meant for the bridge, or holds what is: such a value is never sent upstream, valid or not.</summary>
    public static bool IsIn(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return IsBridgeToken(value[(value.LastIndexOfAny(' ', '\t') + 1)..]) || TokenFormat.IsIn(value) || IsInBasic(value);
    }

    private static bool IsBridgeToken(ReadOnlySpan<char> value) => value.StartsWith(TokenFormat.Prefix, StringComparison.Ordinal);

    /// <summary>As the user or the password of a URL.</summary>
    private static bool IsInBasic(ReadOnlySpan<char> value)
    {
        if (value.Length > LongestBasic || !value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return false;
        Span<byte> pair = stackalloc byte[LongestBasic];
        return Convert.TryFromBase64Chars(value[Basic.Length..].Trim(), pair, out var length) && TokenFormat.IsIn(Encoding.Latin1.GetString(pair[..length]));
    }

    private static string? InBearer(string? authorization)
    {
        var value = authorization.AsSpan().Trim();
        if (!value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = value[Bearer.Length..].Trim();
        return IsBridgeToken(token) ? token.ToString() : null;
    }
}
