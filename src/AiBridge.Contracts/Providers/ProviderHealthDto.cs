namespace AiBridge.Contracts.Providers;

/// <param name="Name">The provider's name.</param>
/// <param name="Enabled">Whether it serves.</param>
/// <param name="Keys">Its central keys, in order.</param>
/// <param name="Oauth">Its access token; null unless its auth is <c>oauth</c>.</param>
/// <param name="Breakers">Its circuits, one a protocol and model.</param>
/// <param name="LastErrorClass">An <c>errorType</c>; null when nothing went wrong yet.</param>
/// <param name="LastErrorAt">When that was.</param>
/// <param name="Error"><c>secret_not_decryptable</c> when a stored secret of it cannot be decrypted, else null.</param>
public sealed record ProviderHealthDto(
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
public sealed record KeyHealthDto(string Hint, string State, DateTimeOffset? Until);

/// <param name="State"><c>unused</c> (no request has needed a token yet), <c>valid</c>, <c>expired</c> or <c>failed</c>.</param>
/// <param name="ExpiresAt">When the last token ends or ended; null without one.</param>
/// <param name="LastError">Why the last attempt to get a token failed; null when it did not. A valid token stays in use meanwhile.</param>
public sealed record OAuthHealthDto(string State, DateTimeOffset? ExpiresAt, string? LastError);

/// <param name="Protocol">The wire protocol.</param>
/// <param name="Model">As the requests name it.</param>
/// <param name="State"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="RetryAfterSeconds">While open: until a call is let through.</param>
public sealed record BreakerDto(string Protocol, string Model, string State, int? RetryAfterSeconds);
