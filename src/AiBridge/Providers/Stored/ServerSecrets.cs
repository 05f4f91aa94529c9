using System.Text.Json.Nodes;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>Where the secrets of a server-wide provider go. They share one destination: a token endpoint is a part of it as long as the provider has a client secret.</summary>
/// <param name="settings">The provider's.</param>
/// <param name="purposes">What it has secrets for.</param>
internal sealed class ServerSecrets(JsonObject settings, IEnumerable<string> purposes)
{
    private readonly SecretDestination _to = StoredSettings.DestinationOf(settings);
    private readonly bool _asksForTokens = purposes.Contains(ProviderSecretRow.OAuthClientSecret);

    /// <param name="use">The use of a stored secret.</param>
    /// <param name="formerly">Where the provider was when the use was stored by a version that kept no destination: no change let a secret follow.</param>
    public bool MayGo(ProviderSecretRow use, SecretDestination formerly)
    {
        var givenFor = SecretDestination.Parse(use.Destination) ?? formerly;
        return _asksForTokens && _to.TokenOrigin is not null
            ? SecretDestination.MayGo(givenFor, _to)
            : SecretDestination.MayGo(givenFor with { TokenOrigin = null }, _to with { TokenOrigin = null });
    }

    /// <summary>What is loaded.</summary>
    public bool MayGo(ProviderSecretRow use) => MayGo(use, _to);
}
