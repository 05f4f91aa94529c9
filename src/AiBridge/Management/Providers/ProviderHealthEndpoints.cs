using AiBridge.Exchanges;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Providers.Health;
using AiBridge.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Providers;

internal static class ProviderHealthEndpoints
{
    public static void MapProviderHealth(this RouteGroupBuilder api) => api
        .MapGroup("/providers").WithTags("Providers").RequirePermission(PermissionNames.ReadProviders)
        .MapGet("/{name}/health", FindAsync)
        .WithName("getProviderHealth")
        .WithSummary("What this process has learnt of a provider: its keys, its access token, its circuits, its last error")
        .WithDescription("A key is cooling_down also while only some of its models are, rejected while the upstream refuses it whoever calls, and valid while only single callers are kept from it. A circuit is listed once a request has met it.")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<ProviderHealthDto>> FindAsync(string name, ProviderListing listing, ProviderHealth health, CancellationToken cancellation)
    {
        var provider = await listing.ServingAsync(name, cancellation);
        var lastError = health.LastErrorOf(provider);
        return TypedResults.Ok(new ProviderHealthDto(
            provider.Name,
            provider.Enabled,
            [.. health.KeysOf(provider).Report().Select(key => new KeyHealthDto(key.Hint, EnumWord.Of(key.State), key.Until))],
            OAuth(health.OAuth.Of(provider)?.Report()),
            [.. health.Circuits.Report(provider).Select(circuit => new BreakerDto(circuit.Protocol.Name, circuit.Model, EnumWord.Of(circuit.State), circuit.RetryAfterSeconds))],
            lastError is null ? null : EnumWord.Of(lastError.Class),
            lastError?.At,
            provider.SecretUnreadable ? SecretVault.NotDecryptable : null));
    }

    private static OAuthHealthDto? OAuth(OAuthReport? report) =>
        report is null ? null : new OAuthHealthDto(EnumWord.Of(report.State), report.ExpiresAt, report.LastError);
}

/// <param name="Name">The provider's name.</param>
/// <param name="Enabled">Whether it serves.</param>
/// <param name="Keys">Its central keys, in order.</param>
/// <param name="Oauth">Its access token; null unless its auth is <c>oauth</c>.</param>
/// <param name="Breakers">Its circuits, one a protocol and model.</param>
/// <param name="LastErrorClass">An <c>errorType</c>; null when nothing went wrong yet.</param>
/// <param name="LastErrorAt">When that was.</param>
/// <param name="Error"><c>secret_not_decryptable</c> when a stored secret of it cannot be decrypted, else null.</param>
internal sealed record ProviderHealthDto(
    string Name,
    bool Enabled,
    IReadOnlyList<KeyHealthDto> Keys,
    OAuthHealthDto? Oauth,
    IReadOnlyList<BreakerDto> Breakers,
    string? LastErrorClass,
    DateTimeOffset? LastErrorAt,
    string? Error);

/// <param name="Hint">The masked key.</param>
/// <param name="State"><c>valid</c>, <c>cooling_down</c> or <c>rejected</c>.</param>
/// <param name="Until">When a cooling key is free again, or a rejected one is tried next.</param>
internal sealed record KeyHealthDto(string Hint, string State, DateTimeOffset? Until);

/// <param name="State"><c>unused</c> (no request has needed a token yet), <c>valid</c>, <c>expired</c> or <c>failed</c>.</param>
/// <param name="ExpiresAt">When the last token ends or ended; null without one.</param>
/// <param name="LastError">Why the last attempt to get a token failed; null when it did not. A valid token stays in use meanwhile.</param>
internal sealed record OAuthHealthDto(string State, DateTimeOffset? ExpiresAt, string? LastError);

/// <param name="Protocol">The wire protocol.</param>
/// <param name="Model">As the requests name it.</param>
/// <param name="State"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="RetryAfterSeconds">While open: until a call is let through.</param>
internal sealed record BreakerDto(string Protocol, string Model, string State, int? RetryAfterSeconds);
