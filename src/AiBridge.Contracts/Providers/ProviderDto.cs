using System.ComponentModel;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>A server-wide provider: its settings as they are in force, and what is known of it. Secrets are told as masked hints only.</summary>
public sealed record ProviderDto : ProviderSettings
{
    [JsonConstructor]
    public ProviderDto()
    {
    }

    public ProviderDto(ProviderSettings settings)
        : base(settings)
    {
    }

    [Description("The route prefix.")]
    public required string Name { get; init; }

    [Description("config: written in the server's configuration; store: made over this API.")]
    public required string Source { get; init; }

    [Description("Only those of the store can be changed here.")]
    public required bool ReadOnly { get; init; }

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

    [Description("How many models its last successful model list had; null when there was none.")]
    public required int? ModelCount { get; init; }

    [Description("What this process has seen last; more under /health.")]
    public required ProviderHealthSummaryDto Health { get; init; }

    [Description("Null for one of the configuration.")]
    public required DateTimeOffset? CreatedAt { get; init; }

    [Description("Null for one of the configuration.")]
    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <param name="Id"><c>sec_…</c>; null for a key of the configuration.</param>
/// <param name="Hint">The masked key.</param>
/// <param name="Error"><c>secret_not_decryptable</c>, else null.</param>
public sealed record ProviderKeyDto(string? Id, string Hint, string? Error);

/// <summary>Client credentials as they are told.</summary>
public sealed record ProviderOAuthDto : OAuthSettings
{
    [JsonConstructor]
    public ProviderOAuthDto()
    {
    }

    public ProviderOAuthDto(OAuthSettings settings)
        : base(settings)
    {
    }

    [Description("Masked; null without one."), JsonPropertyOrder(1)]
    public required string? ClientSecretHint { get; init; }
}

/// <summary>The credential's header as it is told.</summary>
public sealed record ProviderHeaderDto : CustomHeaderSettings
{
    [JsonConstructor]
    public ProviderHeaderDto()
    {
    }

    public ProviderHeaderDto(CustomHeaderSettings settings)
        : base(settings)
    {
    }

    [Description("Masked; null without one."), JsonPropertyOrder(1)]
    public required string? ValueHint { get; init; }
}

/// <param name="LastErrorClass">An <c>errorType</c>; null when nothing went wrong yet.</param>
/// <param name="LastErrorAt">When that was.</param>
public sealed record ProviderHealthSummaryDto(string? LastErrorClass, DateTimeOffset? LastErrorAt);
