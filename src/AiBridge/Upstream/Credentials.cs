using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Protocols.Families;
using AiBridge.Providers;
using AiBridge.Secrets;

namespace AiBridge.Upstream;

/// <summary>Puts exactly one credential on an upstream request: the caller's own, or the provider's in the form its type wants.</summary>
internal static class Credentials
{
    private const string Authorization = "Authorization";

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
        ProviderAuth.ApiKey when key is not null => SetKey(request, provider.Type.Family, provider.Type.Family.HeaderOf(key.Reveal()), key),
        ProviderAuth.OAuth when key is not null => SetKey(request, provider.Type.Family, header: null, key),
        _ => throw Missing(provider),
    };

    /// <summary>The provider has no credential, or none that can be decrypted or may go there.</summary>
    public static UpstreamException Missing(ProviderInstance provider) => new(
        provider.SecretUnreadable ? BridgeError.SecretNotDecryptable(provider.Name)
        : provider.SecretWithheld ? BridgeError.SecretWithheld(provider.Name)
        : BridgeError.NoCredential(provider.Name));

    private static string SetKey(HttpRequestMessage request, ApiFamily family, string? header, Secret key)
    {
        // The next key may stand in the other one: both never go out together.
        if (family.KeyHeader is { } other)
            request.Headers.Remove(other);
        request.Headers.Remove(Authorization);
        request.Headers.TryAddWithoutValidation(header ?? Authorization, header is null ? "Bearer " + key.Reveal() : key.Reveal());
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
