namespace AiBridge.Management.Providers;

/// <param name="Id"><c>sec_…</c>; null for a key of the configuration.</param>
/// <param name="Hint">The masked key.</param>
/// <param name="Error"><c>secret_not_decryptable</c>, else null.</param>
internal sealed record ProviderKeyDto(string? Id, string Hint, string? Error);

/// <param name="TokenUrl">Where access tokens are fetched.</param>
/// <param name="ClientId">Who asks.</param>
/// <param name="Scope">Null: none is asked for.</param>
/// <param name="ClientSecretHint">Masked; null without one.</param>
internal sealed record ProviderOAuthDto(string? TokenUrl, string? ClientId, string? Scope, string? ClientSecretHint);

/// <param name="Name">The header's name.</param>
/// <param name="ValueHint">Masked; null without one.</param>
internal sealed record ProviderHeaderDto(string? Name, string? ValueHint);

/// <param name="Enabled">Whether it is used.</param>
/// <param name="FailureThreshold">Failures in the window that open it.</param>
/// <param name="FailureRatio">Share of all calls in the window that must have failed.</param>
/// <param name="SamplingSeconds">Length of the window.</param>
/// <param name="BreakSeconds">How long it stays open before a probe.</param>
internal sealed record ProviderCircuitBreakerDto(bool Enabled, int FailureThreshold, double FailureRatio, int SamplingSeconds, int BreakSeconds);

/// <param name="ConnectSeconds">To connect.</param>
/// <param name="FirstByteSeconds">From the sent request to the response's headers.</param>
/// <param name="SilenceSeconds">Between two bytes of a response.</param>
internal sealed record ProviderTimeoutsDto(double ConnectSeconds, double FirstByteSeconds, double SilenceSeconds);

/// <param name="RequestsPerMinute">Of all callers together; 0 is no limit.</param>
/// <param name="ConcurrentRequests">In flight, of all callers together; 0 is no limit.</param>
internal sealed record ProviderLimitsDto(int RequestsPerMinute, int ConcurrentRequests);

/// <param name="LastErrorClass">An <c>errorType</c>; null when nothing went wrong yet.</param>
/// <param name="LastErrorAt">When that was.</param>
internal sealed record ProviderHealthSummaryDto(string? LastErrorClass, DateTimeOffset? LastErrorAt);

/// <param name="Preset">The preset's word, and the provider's name unless another is given.</param>
/// <param name="DisplayName">What people are shown.</param>
/// <param name="Type">The provider type.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Auth"><c>api_key</c> or <c>none</c>.</param>
/// <param name="Description">What it is, and what it needs.</param>
/// <param name="NeedsPrivateNetwork">The server's configuration must allow private addresses, or this host.</param>
/// <param name="ByokOnly">Callers bring their own credential; an apiKey is refused.</param>
internal sealed record ProviderPresetDto(
    string Preset, string DisplayName, string Type, string BaseUrl, string Auth, string Description, bool NeedsPrivateNetwork, bool ByokOnly);
