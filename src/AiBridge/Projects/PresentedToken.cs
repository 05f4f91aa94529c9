namespace AiBridge.Projects;

/// <summary>Finds the bridge token a request carries.</summary>
internal static class PresentedToken
{
    public const string OwnHeader = "X-AiBridge-Token";
    private const string Bearer = "Bearer ";

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

    /// <summary>Whether a credential is meant for the bridge: it begins <c>aib_</c>. Such a value is never sent upstream, valid or not.</summary>
    public static bool IsBridgeToken(ReadOnlySpan<char> value) => value.StartsWith(TokenFormat.Prefix, StringComparison.Ordinal);

    private static string? InBearer(string? authorization)
    {
        var value = authorization.AsSpan().Trim();
        if (!value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = value[Bearer.Length..].Trim();
        return IsBridgeToken(token) ? token.ToString() : null;
    }
}
