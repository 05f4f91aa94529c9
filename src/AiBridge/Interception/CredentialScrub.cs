using AiBridge.Exchanges;
using AiBridge.Secrets;

namespace AiBridge.Interception;

/// <summary>Takes credentials out of a provider's error words before they are stored: some providers repeat the key they refused.</summary>
internal static class CredentialScrub
{
    /// <summary>What a hint shows too.</summary>
    private const int Harmless = 4;

    /// <summary>Header values of fewer characters (<c>true</c>, <c>2026</c>) stand in ordinary words too.</summary>
    private const int ShortestHeader = 8;

    public static string? Clean(string? message, Exchange exchange)
    {
        if (string.IsNullOrEmpty(message))
            return message;
        foreach (var credential in CredentialsOf(exchange))
            message = Without(message, credential);
        return message;
    }

    private static IEnumerable<Secret> CredentialsOf(Exchange exchange)
    {
        foreach (var key in exchange.Provider.Keys)
            yield return key;
        if (exchange.Provider.CustomHeaderValue is { } custom)
            yield return custom;
        if (exchange.AccessToken is { } token)
            yield return token;
        if (exchange.Byok is { } own)
            yield return own.Credential;
        foreach (var value in exchange.Provider.Headers.Values.Where(value => value.Length >= ShortestHeader))
            yield return new Secret(value);
    }

    private static string Without(string message, Secret credential)
    {
        var value = credential.Reveal();
        if (value.Length == 0)
            return message;
        message = message.Replace(value, credential.Hint, StringComparison.Ordinal);
        // Long words are cut, and the cut may go through a credential.
        for (var length = Math.Min(value.Length - 1, message.Length); length > Harmless; length--)
        {
            if (message.AsSpan().EndsWith(value.AsSpan(0, length), StringComparison.Ordinal))
                return message[..^length] + credential.Hint;
        }

        return message;
    }
}
