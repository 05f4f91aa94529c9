using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Secrets;

namespace AiBridge.Upstream;

/// <summary>Puts exactly one credential on an upstream request: the caller's own, or the provider's in the form its type wants.</summary>
internal static class Credentials
{
    private const string Authorization = "Authorization";
    private const string ApiKey = "x-api-key";

    /// <param name="request">Goes upstream; may carry the credential of an earlier attempt.</param>
    /// <param name="exchange">Knows provider and caller.</param>
    /// <param name="key">The central key of this attempt; null when another credential is used.</param>
    /// <returns>The masked hint of what was set; null where the provider needs none.</returns>
    public static string? Apply(HttpRequestMessage request, Exchange exchange, Secret? key)
    {
        if (exchange.Byok is { } own)
        {
            Set(request, own.Header, own.Value.Reveal());
            return own.Hint;
        }

        var provider = exchange.Provider;
        return provider.Auth switch
        {
            ProviderAuth.None => null,
            ProviderAuth.CustomHeader when provider is { CustomHeaderName: { } name, CustomHeaderValue: { } value } => Set(request, name, value),
            ProviderAuth.ApiKey when key is not null => SetKey(request, provider.Type, key),
            _ => throw new UpstreamFailure(provider.SecretUnreadable ? BridgeError.SecretNotDecryptable(provider.Name) : BridgeError.NoCredential(provider.Name)),
        };
    }

    private static string SetKey(HttpRequestMessage request, ProviderType type, Secret key)
    {
        var value = key.Reveal();
        request.Headers.Remove(ApiKey);
        request.Headers.Remove(Authorization);
        if (type.Family == ErrorFamily.Anthropic && !value.StartsWith("sk-ant-oat", StringComparison.Ordinal))
            request.Headers.TryAddWithoutValidation(ApiKey, value);
        else
            request.Headers.TryAddWithoutValidation(Authorization, "Bearer " + value);
        return key.Hint;
    }

    private static string Set(HttpRequestMessage request, string name, Secret value)
    {
        Set(request, name, value.Reveal());
        return value.Hint;
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
