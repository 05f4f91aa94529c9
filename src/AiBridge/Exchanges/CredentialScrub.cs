using AiBridge.Secrets;

namespace AiBridge.Exchanges;

/// <summary>Takes credentials out of a provider's error words before they are stored or quoted: some providers repeat the key they refused.</summary>
internal static class CredentialScrub
{
    /// <summary>A hint shows as much.</summary>
    private const int Harmless = 4;

    public static string? Clean(string? message, Exchange exchange)
    {
        if (string.IsNullOrEmpty(message))
            return message;
        foreach (var credential in exchange.Credentials)
            message = Without(message, credential);
        return message;
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
