namespace AiBridge.Contracts.Providers;

/// <param name="Preset">The preset's word, and the provider's name unless another is given.</param>
/// <param name="DisplayName">What people are shown.</param>
/// <param name="Type">The provider type.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Auth"><c>api_key</c> or <c>none</c>.</param>
/// <param name="Description">What it is, and what it needs.</param>
/// <param name="NeedsPrivateNetwork">The server's configuration must allow private addresses, or this host.</param>
/// <param name="ByokOnly">Callers bring their own credential; an apiKey is refused.</param>
public sealed record ProviderPresetDto(
    string Preset, string DisplayName, string Type, string BaseUrl, ProviderAuth Auth, string Description, bool NeedsPrivateNetwork, bool ByokOnly);
