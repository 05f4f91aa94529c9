using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>The root of the configuration. A snapshot: never changed after it was read. Files: <c>config/aibridge.json</c>. Schema and example are made of the descriptions.</summary>
internal sealed record BridgeOptions
{
    [Description("Addresses to listen on, separated by ;. A change needs a restart.")]
    public string Listen { get; init; } = "http://127.0.0.1:8484";

    [Description("A path prefix for every route: empty, or like /api/v2/aibridge. A change needs a restart.")]
    public string BasePath { get; init; } = "";

    [Description("Where database, journal and keys lie, relative to the working directory. A change needs a restart.")]
    public string DataDirectory { get; init; } = "data";

    [Description("The certificate of https:// addresses. A change needs a restart.")]
    public TlsOptions Tls { get; init; } = new();

    [Description("Who may call the bridge.")]
    public AuthOptions Auth { get; init; } = new();

    [Description("Where records are kept. A change needs a restart.")]
    public StorageOptions Storage { get; init; } = new();

    [Description("What is recorded of each interception.")]
    public RecordingOptions Recording { get; init; } = new();

    [Description("The log of every change.")]
    public AuditOptions Audit { get; init; } = new();

    [Description("What one caller may use up.")]
    public LimitsOptions Limits { get; init; } = new();

    [Description("Where providers made at runtime may point, and the way to all upstreams.")]
    public NetworkOptions Network { get; init; } = new();

    [Description("How the process ends.")]
    public ShutdownOptions Shutdown { get; init; } = new();

    [Description("Whom the chat of a project without a configuration of its own asks.")]
    public AiOptions Ai { get; init; } = new();

    [Description("What is told of the traffic to other tools.")]
    public TelemetryOptions Telemetry { get; init; } = new();

    [Description("What the directories keep that providers name in DumpDirectory.")]
    public DumpOptions Dumps { get; init; } = new();

    [Description("What is logged and where.")]
    public LoggingOptions Logging { get; init; } = new();

    [SecretSetting]
    [Description("Levels (MinimumLevel: a level, or Default and Override by category; in force at once), and further sinks and enrichers as Serilog's own configuration reads them (a change needs a restart).")]
    public JsonObject Serilog { get; init; } = [];

    [Description("The upstreams. A later file's list replaces an earlier one whole; the environment addresses an entry by its name (AIBRIDGE__Providers__anthropic__Enabled).")]
    public IReadOnlyList<ProviderOptions> Providers { get; init; } = [];
}

internal sealed record TlsOptions
{
    [Description("A PEM file (chain included) or a PKCS#12 file, relative to the working directory.")]
    public string Certificate { get; init; } = "";

    [Description("PEM only: the file of the private key; empty when it stands in the same file.")]
    public string Key { get; init; } = "";

    [SecretSetting]
    [Description("Opens the private key; empty when it is not encrypted.")]
    public string Password { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(TlsOptions);
}

internal sealed record AuthOptions
{
    [AllowedValues("token", "none")]
    [Description("token asks every caller for a bridge token; none is allowed on loopback addresses only.")]
    public string Mode { get; init; } = "token";
}

internal sealed record StorageOptions
{
    [AllowedValues("sqlite")]
    [Description("The kind of database.")]
    public string Provider { get; init; } = "sqlite";

    [SecretSetting]
    [Description("Empty: aibridge.db in the data directory.")]
    public string ConnectionString { get; init; } = "";

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(StorageOptions);
}

internal sealed record RecordingOptions
{
    [AllowedValues("refuse", "continue")]
    [Description("What happens to a request that cannot be recorded: refuse it with 503, or continue without a record.")]
    public string WhenUnavailable { get; init; } = "refuse";

    [Description("Store the person's words.")]
    public bool Prompts { get; init; } = true;

    [Description("Store the arguments of tool calls; without it the calls are stored with empty input.")]
    public bool ToolInputs { get; init; } = true;

    [Description("Store the model's visible reasoning.")]
    public bool Thoughts { get; init; } = true;

    [Range(0, 36500)]
    [Description("Days until an interception is deleted; 0 keeps for ever.")]
    public int RetentionDays { get; init; } = 60;

    [Description("Tell each record in the log, too, as events of RecordExport with record_type: interception_start, interception_end, token_usage, prompt, tool_usage, model_thought; long texts are cut at 8 KB. What is not recorded is not told.")]
    public bool ExportToLog { get; init; }

    [Description("Flush the journal to the disk at each record: survives a power cut, costs milliseconds a request.")]
    public bool Fsync { get; init; }
}

internal sealed record AuditOptions
{
    [Range(0, 36500)]
    [Description("Days until an entry of the audit log is deleted; 0 keeps for ever.")]
    public int RetentionDays { get; init; } = 365;
}

internal sealed record LimitsOptions
{
    [Range(1024, 1073741824)]
    [Description("Largest request body in bytes; above it 413.")]
    public long MaxRequestBodyBytes { get; init; } = 33_554_432;

    [Range(0, 1_000_000)]
    [Description("Recorded requests per minute of one token; 0 is no limit.")]
    public int RequestsPerMinute { get; init; }

    [Range(0, 1_000_000)]
    [Description("Passthrough requests per minute of one token (token counts, model lists), counted beside all other limits; 0 is no limit.")]
    public int PassthroughPerMinute { get; init; }

    [Range(0, 1_000_000)]
    [Description("Recorded requests in flight of one token; 0 is no limit.")]
    public int ConcurrentRequests { get; init; }

    [Description("The same for all tokens of a project together.")]
    public ProjectLimitsOptions PerProject { get; init; } = new();

    /// <summary>So many of the largest bodies must fit into <see cref="BufferedBytes"/>.</summary>
    public const int FewestBodies = 2;

    [Range(0, 86400)]
    [Description("Seconds a client may leave any response unread, or send nothing of a request body, before it is cut; 0 is no limit.")]
    public int SlowClientSeconds { get; init; } = 60;

    [Range(0, 1_099_511_627_776)]
    [Description("Bytes that all requests together may keep in memory: bodies, what is unpacked of them, answers for the observer. Above it new large bodies wait a moment and get 503 overloaded, and observers give up. 0 is half of the machine's or container's memory.")]
    public long BufferedBytes { get; init; }

    [Range(0, 1_000_000)]
    [Description("Connections of clients at once; one token's requests in flight take at most half of them. 0 is no limit. A change needs a restart.")]
    public int Connections { get; init; }
}

internal sealed record ProjectLimitsOptions
{
    [Range(0, 1_000_000)]
    [Description("Requests per minute of one project; 0 is no limit.")]
    public int RequestsPerMinute { get; init; }

    [Range(0, 1_000_000)]
    [Description("Requests in flight of one project; 0 is no limit.")]
    public int ConcurrentRequests { get; init; }
}

internal sealed record NetworkOptions
{
    [Description("Lets them point at private addresses, but not at those of cloud metadata.")]
    public bool AllowPrivateNetwork { get; init; }

    [Description("Where they may point although the address is private: host names, *.suffix and addresses, each with a port if wished, and networks (10.1.0.0/16).")]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    [SecretSetting]
    [Description("The forward proxy to upstreams and token endpoints: env (the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, in either case), none, or its address (http, https, socks4, socks4a or socks5, user and password in it), also as env:NAME or file:PATH. NO_PROXY holds in any case, and localhost is always reached directly.")]
    public string Proxy { get; init; } = "env";

    [Description("Gives each project connections of its own to upstreams, so that no answer reaches another project whatever an upstream sends; costs as many connections.")]
    public bool ConnectionsPerProject { get; init; }

    // A record prints its values, and one of these may hold a password.
    public override string ToString() => nameof(NetworkOptions);
}

internal sealed record ShutdownOptions
{
    [Range(0, 3600)]
    [Description("Seconds streams may go on after SIGTERM.")]
    public int DrainSeconds { get; init; } = 30;
}

internal sealed record AiOptions
{
    [StringLength(64, MinimumLength = 2)]
    [Description("A provider's name or type; AI_PROVIDER in the environment sets it, too. Empty: the first provider of the server that is enabled, can chat and has a credential.")]
    public string Provider { get; init; } = "";

    [StringLength(256, MinimumLength = 1)]
    [Description("The model that is asked when neither the request, nor the project, nor the provider's DefaultModel names one.")]
    public string Model { get; init; } = "";

    [Range(1, 1_000_000)]
    [Description("Tokens that an answer may have when neither the request nor the project says.")]
    public int MaxTokens { get; init; } = 4096;

    [SecretSetting, StringLength(8192, MinimumLength = 1)]
    [Description("A key for the chat alone, for which Provider names a type: env:NAME, file:PATH or the value itself. Empty: the provider's own keys.")]
    public string ApiKey { get; init; } = "";

    [StringLength(2048, MinimumLength = 1)]
    [Description("An address for the chat alone, for which Provider names a type. No other key than ApiKey is sent there.")]
    public string BaseUrl { get; init; } = "";

    [SecretSetting, MaxLength(32)]
    [Description("Headers added to each call of a chat that has a key or an address of its own.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [StringLength(64, MinimumLength = 1)]
    [Description("For provider types that need one.")]
    public string Region { get; init; } = "";

    // A record prints its values, and some of these are secrets.
    public override string ToString() => nameof(AiOptions);
}

internal sealed record DumpOptions
{
    [Range(1, 1_000_000)]
    [Description("Megabytes that dumped calls may take in one directory; the oldest go first.")]
    public int MaxMegabytes { get; init; } = 1000;

    [Range(1, 36500)]
    [Description("Days after which a dumped call is removed.")]
    public int MaxDays { get; init; } = 7;
}

internal sealed record LoggingOptions
{
    [Description("A log file: compact JSON lines, rolled daily, seven kept. Empty: console only. A change needs a restart.")]
    public string File { get; init; } = "";
}
