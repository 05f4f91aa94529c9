using System.ComponentModel.DataAnnotations;

namespace AiBridge.Configuration;

/// <summary>The root of the configuration. A snapshot: never changed after it was read. Files: <c>config/aibridge.json</c>.</summary>
internal sealed record BridgeOptions
{
    /// <summary>Listening addresses, separated by <c>;</c>. A change needs a restart.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8484";

    /// <summary>A path prefix for every route, empty or <c>/like/this</c>. A change needs a restart.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Where database, journal and keys lie; relative to the working directory. A change needs a restart.</summary>
    public string DataDirectory { get; init; } = "data";

    public TlsOptions Tls { get; init; } = new();

    public AuthOptions Auth { get; init; } = new();

    public StorageOptions Storage { get; init; } = new();

    public RecordingOptions Recording { get; init; } = new();

    public AuditOptions Audit { get; init; } = new();

    public LimitsOptions Limits { get; init; } = new();

    public NetworkOptions Network { get; init; } = new();

    public ShutdownOptions Shutdown { get; init; } = new();

    public LoggingOptions Logging { get; init; } = new();

    public IReadOnlyList<ProviderOptions> Providers { get; init; } = [];
}

internal sealed record TlsOptions
{
    /// <summary>The certificate of the <c>https://</c> addresses: a PEM file (chain included) or a PKCS#12 file. A change needs a restart.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>PEM only: the file of its private key; empty when it stands in the same file.</summary>
    public string Key { get; init; } = "";

    /// <summary>Opens the private key; empty when it is not encrypted.</summary>
    [SecretSetting]
    public string Password { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(TlsOptions);
}

internal sealed record AuthOptions
{
    /// <summary><c>token</c>, or <c>none</c> (loopback addresses only).</summary>
    [AllowedValues("token", "none")]
    public string Mode { get; init; } = "token";
}

internal sealed record StorageOptions
{
    [AllowedValues("sqlite")]
    public string Provider { get; init; } = "sqlite";

    /// <summary>Empty: <c>aibridge.db</c> in the data directory.</summary>
    [SecretSetting]
    public string ConnectionString { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(StorageOptions);
}

internal sealed record RecordingOptions
{
    /// <summary>What happens to a request that cannot be recorded: <c>refuse</c> it with 503, or <c>continue</c> unrecorded.</summary>
    [AllowedValues("refuse", "continue")]
    public string WhenUnavailable { get; init; } = "refuse";

    /// <summary>Store the person's words.</summary>
    public bool Prompts { get; init; } = true;

    /// <summary>Store the arguments of tool calls; without it the calls are stored with empty input.</summary>
    public bool ToolInputs { get; init; } = true;

    /// <summary>Store the model's visible reasoning.</summary>
    public bool Thoughts { get; init; } = true;

    /// <summary>Days until an interception is deleted; 0 keeps for ever.</summary>
    [Range(0, 36500)]
    public int RetentionDays { get; init; } = 60;

    /// <summary>Flush the journal to the disk at each record: survives a power cut, costs milliseconds a request.</summary>
    public bool Fsync { get; init; }
}

internal sealed record AuditOptions
{
    /// <summary>Days until an entry of the audit log is deleted; 0 keeps for ever.</summary>
    [Range(0, 36500)]
    public int RetentionDays { get; init; } = 365;
}

internal sealed record LimitsOptions
{
    /// <summary>Largest request body in bytes; above it 413.</summary>
    [Range(1024, 1073741824)]
    public long MaxRequestBodyBytes { get; init; } = 33_554_432;

    /// <summary>Recorded requests per minute of one token; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>Passthrough requests per minute of one token (token counts, model lists), counted beside all other limits; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int PassthroughPerMinute { get; init; }

    /// <summary>Recorded requests in flight of one token; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int ConcurrentRequests { get; init; }

    public ProjectLimitsOptions PerProject { get; init; } = new();

    /// <summary>Seconds a client may leave a response unread before it is cut; 0 is no limit.</summary>
    [Range(0, 86400)]
    public int SlowClientSeconds { get; init; } = 60;
}

internal sealed record ProjectLimitsOptions
{
    /// <summary>Requests per minute of one project; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>Requests in flight of one project; 0 is no limit.</summary>
    [Range(0, 1_000_000)]
    public int ConcurrentRequests { get; init; }
}

internal sealed record NetworkOptions
{
    /// <summary>Lets providers made at runtime point at private addresses; not at those of cloud metadata, which must be named in <see cref="AllowedHosts"/>.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Where they may point although the address is private: host names, <c>*.suffix</c> and addresses, each with a port if wished, and networks (<c>10.1.0.0/16</c>).</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// The forward proxy to upstreams and token endpoints: <c>env</c> (the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, in either case),
    /// <c>none</c>, or its address, also as <c>env:NAME</c> or <c>file:PATH</c>. NO_PROXY holds in any case.
    /// </summary>
    [SecretSetting]
    public string Proxy { get; init; } = "env";

    // A record prints its values, and one of these may hold a password.
    public override string ToString() => nameof(NetworkOptions);
}

internal sealed record ShutdownOptions
{
    /// <summary>Seconds streams may go on after SIGTERM.</summary>
    [Range(0, 3600)]
    public int DrainSeconds { get; init; } = 30;
}

internal sealed record LoggingOptions
{
    [AllowedValues("Verbose", "Debug", "Information", "Warning", "Error")]
    public string Level { get; init; } = "Information";

    /// <summary>A log file (JSON lines, rolled daily, seven kept); empty: console only. A change needs a restart.</summary>
    public string File { get; init; } = "";
}
