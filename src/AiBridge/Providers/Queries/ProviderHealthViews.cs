using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Providers.Queries;

/// <summary>What is told of a provider's health.</summary>
internal static class ProviderHealthViews
{
    /// <param name="provider">Whose.</param>
    /// <param name="health">What the process knows.</param>
    /// <param name="projectId">Who is told: of the names of models, its own; null: all.</param>
    public static ProviderHealthDto Of(ProviderInstance provider, ProviderHealth health, string? projectId)
    {
        var lastError = health.LastErrorOf(provider);
        return new ProviderHealthDto(
            provider.Name,
            provider.Enabled,
            [.. health.KeysOf(provider).Report().Select(key => new KeyHealthDto(key.Hint, SettingWords.Of(key.State), key.Until))],
            OAuth(health.OAuth.Of(provider)?.Report()),
            [.. health.Circuits.Report(provider, projectId).Select(circuit => new BreakerDto(circuit.Protocol.Name, circuit.Model, SettingWords.Of(circuit.State), circuit.RetryAfterSeconds))],
            lastError is null ? null : SettingWords.Of(lastError.Class),
            lastError?.At,
            provider.SecretUnreadable ? SecretVault.NotDecryptable : null);
    }

    private static OAuthHealthDto? OAuth(OAuthReport? report) =>
        report is null ? null : new OAuthHealthDto(SettingWords.Of(report.State), report.ExpiresAt, report.LastError);
}
