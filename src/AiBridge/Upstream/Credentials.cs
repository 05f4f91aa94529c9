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
    /// <param name="key">The central key or access token of this attempt; null when another credential is used.</param>
    /// <returns>The masked hint of what was set; null where the provider needs none.</returns>
    public static string? Apply(HttpRequestMessage request, Exchange exchange, Secret? key)
    {
        if (exchange.Byok is not { } own)
            return Apply(request, exchange.Provider, key);
        Set(request, own.Header, own.Value.Reveal());
        return own.Hint;
    }

    /// <summary>The provider's own credential.</summary>
    /// <exception cref="UpstreamException">It has none.</exception>
    public static string? Apply(HttpRequestMessage request, ProviderInstance provider, Secret? key) => provider.Auth switch
    {
        ProviderAuth.None => null,
        ProviderAuth.CustomHeader when provider is { CustomHeaderName: { } name, CustomHeaderValue: { } value } => Set(request, name, value),
        ProviderAuth.ApiKey when key is not null => SetKey(request, IsApiKey(provider.Type, key.Reveal()), key),
        ProviderAuth.OAuth when key is not null => SetKey(request, apiKey: false, key),
        _ => throw Missing(provider),
    };

    /// <summary>The provider has no credential, or none that can be decrypted or may go there.</summary>
    public static UpstreamException Missing(ProviderInstance provider) => new(
        provider.SecretUnreadable ? BridgeError.SecretNotDecryptable(provider.Name)
        : provider.SecretWithheld ? BridgeError.SecretWithheld(provider.Name)
        : BridgeError.NoCredential(provider.Name));

    private static bool IsApiKey(ProviderType type, string key) => type.Family == ErrorFamily.Anthropic && !key.StartsWith("sk-ant-oat", StringComparison.Ordinal);

    private static string SetKey(HttpRequestMessage request, bool apiKey, Secret key)
    {
        var value = key.Reveal();
        request.Headers.Remove(ApiKey);
        request.Headers.Remove(Authorization);
        if (apiKey)
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
