using System.ComponentModel;

namespace AiBridge.Management.Providers;

/// <summary>What a request can say of a provider.</summary>
internal abstract record ProviderFieldsBodyDto
{
    [Description("1 to 64 characters; the name when absent.")]
    public string? DisplayName { get; init; }

    [Description("An absolute http or https URL; the type's default when absent. When its scheme, host or port change, every secret must be given anew.")]
    public string? BaseUrl { get; init; }

    [Description("api_key, oauth, none or custom_header; the type's default when absent.")]
    public string? Auth { get; init; }

    [Description("All keys there shall be, in order, at most 64. In an update absent or null leaves them as they are.")]
    public IReadOnlyList<ProviderKeyBodyDto>? ApiKeys { get; init; }

    [Description("Client credentials for auth oauth. Replaces the whole, but an absent clientSecret keeps the stored one.")]
    public ProviderOAuthBodyDto? Oauth { get; init; }

    [Description("The credential's header for auth custom_header. Replaces the whole, but an absent value keeps the stored one.")]
    public ProviderHeaderBodyDto? CustomHeader { get; init; }

    [Description("Headers added upstream, at most 32: all there shall be. In an update null keeps a stored value. Values are kept as secrets.")]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [Description("At most 256 characters.")]
    public string? DefaultModel { get; init; }

    [Description("true when absent.")]
    public bool? Enabled { get; init; }

    [Description("primary, session or round_robin.")]
    public string? KeySelection { get; init; }

    [Description("true when absent.")]
    public bool? AllowByok { get; init; }

    public ProviderCircuitBreakerBodyDto? CircuitBreaker { get; init; }

    public ProviderTimeoutsBodyDto? Timeouts { get; init; }

    public ProviderLimitsBodyDto? Limits { get; init; }
}

internal sealed record NewProviderBodyDto : ProviderFieldsBodyDto
{
    [Description("The route prefix: 2 to 64 lower-case letters and digits in groups joined by hyphens.")]
    public required string Name { get; init; }

    [Description("The provider type.")]
    public required string Type { get; init; }
}

/// <summary>What is absent stays, and null goes back to the default.</summary>
internal sealed record ProviderBodyDto : ProviderFieldsBodyDto
{
    [Description("Another route prefix.")]
    public string Name { get; init; } = "";

    [Description("Another provider type.")]
    public string Type { get; init; } = "";
}

/// <summary>Any field beside preset and apiKey takes the place of the preset's.</summary>
internal sealed record PresetBodyDto : ProviderFieldsBodyDto
{
    [Description("One of the presets.")]
    public required string Preset { get; init; }

    [Description("The route prefix: 2 to 64 lower-case letters and digits in groups joined by hyphens; the preset's when absent.")]
    public string? Name { get; init; }

    public string? Type { get; init; }

    [Description("The only key; in place of apiKeys. A preset whose auth is none then has auth api_key.")]
    public string? ApiKey { get; init; }
}

/// <param name="Id">A key it has already, or a server-wide secret of its own (needs secrets:Write).</param>
/// <param name="Value">A new key. Either this or the id.</param>
internal sealed record ProviderKeyBodyDto(string? Id = null, string? Value = null);

internal sealed record ProviderOAuthBodyDto(string? TokenUrl = null, string? ClientId = null, string? ClientSecret = null, string? Scope = null);

internal sealed record ProviderHeaderBodyDto(string? Name = null, string? Value = null);

internal sealed record ProviderCircuitBreakerBodyDto(bool? Enabled = null, int? FailureThreshold = null, double? FailureRatio = null, int? SamplingSeconds = null, int? BreakSeconds = null);

internal sealed record ProviderTimeoutsBodyDto(double? ConnectSeconds = null, double? FirstByteSeconds = null, double? SilenceSeconds = null);

internal sealed record ProviderLimitsBodyDto(int? RequestsPerMinute = null, int? ConcurrentRequests = null);
