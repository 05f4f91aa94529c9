using AiBridge.Exchanges;
using AiBridge.Secrets;

namespace AiBridge.Interception;

/// <summary>Takes credentials out of a provider's error words before they are stored: some providers repeat the key they refused.</summary>
internal static class CredentialScrub
{
    /// <summary>Shorter pieces stand in ordinary words too.</summary>
    private const int Telling = 8;

    public static string? Clean(string? message, Exchange exchange)
    {
        if (string.IsNullOrEmpty(message))
            return message;
        foreach (var secret in Sent(exchange))
            message = Without(message, secret);
        return message;
    }

    private static IEnumerable<Secret> Sent(Exchange exchange)
    {
        var provider = exchange.Provider;
        Secret?[] single = [provider.CustomHeaderValue, exchange.AccessToken, exchange.Byok?.Bare];
        return provider.Keys.Concat(single.OfType<Secret>())
            .Concat(provider.Headers.Values.Where(value => value.Length >= Telling).Select(value => new Secret(value)));
    }

    private static string Without(string message, Secret secret)
    {
        var value = secret.Reveal();
        message = message.Replace(value, secret.Hint, StringComparison.Ordinal);
        // Long messages are cut, perhaps amid it.
        for (var length = Math.Min(value.Length - 1, message.Length); length >= Telling; length--)
        {
            if (message.AsSpan().EndsWith(value.AsSpan(0, length), StringComparison.Ordinal))
                return message[..^length] + secret.Hint;
        }

        return message;
    }
}
