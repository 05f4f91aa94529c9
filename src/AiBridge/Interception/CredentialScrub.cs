using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>Takes credentials out of a provider's error words before they are stored: some providers repeat the key they refused.</summary>
internal static class CredentialScrub
{
    public static string? Clean(string? message, Exchange exchange)
    {
        if (string.IsNullOrEmpty(message))
            return message;
        foreach (var key in exchange.Provider.Keys)
            message = message.Replace(key.Reveal(), key.Hint, StringComparison.Ordinal);
        if (exchange.Provider.CustomHeaderValue is { } custom)
            message = message.Replace(custom.Reveal(), custom.Hint, StringComparison.Ordinal);
        if (exchange.Byok is { } own)
        {
            var value = own.Value.Reveal();
            message = message.Replace(value[(value.LastIndexOf(' ') + 1)..], own.Hint, StringComparison.Ordinal);
        }

        return message;
    }
}
