using System.ComponentModel.DataAnnotations;

namespace AiBridge.Configuration;

/// <summary>One entry of <c>Providers</c>, as written. Values that hold secrets are still sources (<c>env:NAME</c>, <c>file:PATH</c>, literal) here.</summary>
internal sealed record ProviderOptions
{
    /// <summary>The provider type; see the type table in <c>Providers/ProviderTypes.cs</c>.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>The route prefix; the type when empty. <c>^[a-z0-9]+(-[a-z0-9]+)*$</c>, 2–64 long, not reserved.</summary>
    public string Name { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public bool Enabled { get; init; } = true;

    /// <summary>An absolute http or https URL; the type's default when empty.</summary>
    public string BaseUrl { get; init; } = "";

    /// <summary>Empty: the type's default.</summary>
    [AllowedValues("", "api_key", "oauth", "none", "custom_header")]
    public string Auth { get; init; } = "";

    public OAuthOptions OAuth { get; init; } = new();

    public CustomHeaderOptions CustomHeader { get; init; } = new();

    /// <summary>Ordered key sources; an unset <c>env:</c> is no key and no fault.</summary>
    [SecretSetting]
    public IReadOnlyList<string> Keys { get; init; } = [];

    [AllowedValues("primary", "session", "round_robin")]
    public string KeySelection { get; init; } = "session";

    /// <summary>Callers may bring their own upstream credential.</summary>
    public bool AllowByok { get; init; } = true;

    /// <summary>Headers added to each upstream request: list-valued ones (anthropic-beta, accept) join the client's, others take their place.</summary>
    [SecretSetting]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();

    public TimeoutOptions Timeouts { get; init; } = new();

    public ProviderLimitsOptions Limits { get; init; } = new();

    /// <summary>Seconds of upstream silence before a ping; 0 is off.</summary>
    [Range(0, 3600)]
    public int KeepAliveSeconds { get; init; } = 15;

    /// <summary>Seconds after the headers the first events may be held until one decides; 0 is off.</summary>
    [Range(0, 60)]
    public double FirstEventHoldSeconds { get; init; } = 2;

    /// <summary><c>identity</c> asks the upstream for uncompressed answers on bridged routes; <c>client</c> leaves it to the client.</summary>
    [AllowedValues("identity", "client")]
    public string UpstreamEncoding { get; init; } = "identity";

    [Range(0, 10)]
    public int MaxRetries { get; init; } = 2;

    /// <summary>Seconds all retries together may take.</summary>
    [Range(0, 600)]
    public double RetrySeconds { get; init; } = 15;

    /// <summary>Where each upstream call leaves what was sent and what came, as two files, credentials masked; empty is off.</summary>
    public string DumpDirectory { get; init; } = "";

    /// <summary>Changes nothing: a provider written in a file may always connect to private addresses.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Send trace context (<c>traceparent</c>) to this upstream.</summary>
    public bool PropagateTrace { get; init; }

    /// <summary>The model that a test of the provider asks where its upstream has no model list.</summary>
    public string DefaultModel { get; init; } = "";
}

internal sealed record OAuthOptions
{
    public string TokenUrl { get; init; } = "";

    public string ClientId { get; init; } = "";

    /// <summary>A key source.</summary>
    [SecretSetting]
    public string ClientSecret { get; init; } = "";

    public string Scope { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(OAuthOptions);
}

internal sealed record CustomHeaderOptions
{
    public string Name { get; init; } = "";

    /// <summary>A key source.</summary>
    [SecretSetting]
    public string Value { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(CustomHeaderOptions);
}

internal sealed record CircuitBreakerOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Failures in the window that open it.</summary>
    [Range(2, 100)]
    public int FailureThreshold { get; init; } = 5;

    /// <summary>Share of all calls in the window that must have failed.</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; init; } = 0.5;

    [Range(1, 3600)]
    public int SamplingSeconds { get; init; } = 10;

    [Range(1, 3600)]
    public int BreakSeconds { get; init; } = 30;
}

internal sealed record TimeoutOptions
{
    [Range(0.1, 3600)]
    public double ConnectSeconds { get; init; } = 15;

    /// <summary>From the sent request to the response's headers.</summary>
    [Range(0.1, 86400)]
    public double FirstByteSeconds { get; init; } = 600;

    /// <summary>Between two upstream bytes of a response.</summary>
    [Range(0.1, 86400)]
    public double SilenceSeconds { get; init; } = 300;
}

internal sealed record ProviderLimitsOptions
{
    /// <summary>Requests per minute of all callers together; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>Requests in flight of all callers together; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int ConcurrentRequests { get; init; }
}
