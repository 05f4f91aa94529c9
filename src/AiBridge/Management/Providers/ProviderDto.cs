using System.ComponentModel;
using AiBridge.Contracts;

namespace AiBridge.Management.Providers;

/// <summary>A server-wide provider. Secrets are told as masked hints only.</summary>
internal sealed record ProviderDto
{
    [Description("The route prefix.")]
    public required string Name { get; init; }

    [Description("The provider type.")]
    public required string Type { get; init; }

    public required string DisplayName { get; init; }

    [Description("Without a trailing slash.")]
    public required string BaseUrl { get; init; }

    [Description("api_key, oauth, none or custom_header.")]
    public required string Auth { get; init; }

    [Description("config: written in the server's configuration; store: made over this API.")]
    public required string Source { get; init; }

    [Description("Only those of the store can be changed here.")]
    public required bool ReadOnly { get; init; }

    public required bool Enabled { get; init; }

    [Description("enabled: serves. disabled: answers 503 provider_disabled. shadowed: the configuration has a provider of its name; serves nothing. faulty: breaks a rule, see errors; serves nothing.")]
    public required string Status { get; init; }

    [Description("config when the configuration has a provider of its name, else null.")]
    public required string? ShadowedBy { get; init; }

    [Description("Whether the type has routes yet; without them requests get 404 provider_type_not_supported.")]
    public required bool Routable { get; init; }

    [Description("What is wrong with it: broken rules, and secret_not_decryptable for secrets that cannot be decrypted.")]
    public required IReadOnlyList<FieldProblem> Errors { get; init; }

    [Description("Central keys, in order.")]
    public required IReadOnlyList<ProviderKeyDto> Keys { get; init; }

    [Description("Client credentials; null without any.")]
    public required ProviderOAuthDto? Oauth { get; init; }

    [Description("The credential's header; null without one.")]
    public required ProviderHeaderDto? CustomHeader { get; init; }

    [Description("Headers added upstream: names, and masked hints of their values.")]
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string? DefaultModel { get; init; }

    [Description("primary, session or round_robin.")]
    public required string KeySelection { get; init; }

    [Description("Whether callers may bring their own upstream credential.")]
    public required bool AllowByok { get; init; }

    public required ProviderCircuitBreakerDto CircuitBreaker { get; init; }

    public required ProviderTimeoutsDto Timeouts { get; init; }

    public required ProviderLimitsDto Limits { get; init; }

    [Description("How many models its last successful model list had; null when there was none.")]
    public required int? ModelCount { get; init; }

    [Description("What this process has seen last; more under /health.")]
    public required ProviderHealthSummaryDto Health { get; init; }

    [Description("Null for one of the configuration.")]
    public required DateTimeOffset? CreatedAt { get; init; }

    [Description("Null for one of the configuration.")]
    public required DateTimeOffset? UpdatedAt { get; init; }
}
