using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>
/// The settings of a provider that are told as they were given; <see cref="ProviderFields"/> adds those that hold secrets. Files, schema and
/// example, the API with its document, and the list of settings are made of it: name, type, default, limits, description, group and who
/// may set it stand at its property and nowhere else.
/// </summary>
/// <remarks>Null means that it is not set. A limit speaks of the number as it is written, of a time span therefore in seconds.</remarks>
[SettableBy(SettingWriters.File | SettingWriters.Server)]
public abstract record ProviderSettings
{
    [Required, StringLength(32, MinimumLength = 1), Category("General")]
    [Description("The kind of API; decides routes, default base URL and how a key is sent.")]
    public string Type { get; init; } = "";

    [StringLength(64, MinimumLength = 1), Category("General")]
    [Description("What people are shown. Not set: the name.")]
    public string? DisplayName { get; init; }

    [Category("General"), SettableBy(SettingWriters.All)]
    [Description("A disabled provider answers 503 on every path under its name.")]
    public bool Enabled { get; init; } = true;

    [StringLength(2048, MinimumLength = 1), Category("General")]
    [Description("Absolute http or https URL that replaces the client's base, without query, fragment or user. Not set: the type's default; gateway and custom have none.")]
    public string? BaseUrl { get; init; }

    [StringLength(256, MinimumLength = 1), Category("General")]
    [Description("The model that a chat asks when nobody names one, and a test of the provider where its upstream has no model list.")]
    public string? DefaultModel { get; init; }

    [Category("Credentials"), SettableBy(SettingWriters.All)]
    [Description("How the bridge presents itself. Not set: the type's default, which is api_key, for ollama none. Only api_key uses the keys.")]
    public ProviderAuth? Auth { get; init; }

    [Category("Credentials"), SettableBy(SettingWriters.All)]
    [Description("Which key a request gets: always the first that can be used, the same for a whole session, or each in turn.")]
    public KeySelection KeySelection { get; init; } = KeySelection.Session;

    [Category("Credentials"), SettableBy(SettingWriters.All)]
    [Description("Callers may send their own upstream credential in place of the central keys.")]
    public bool AllowByok { get; init; } = true;

    [Category("Limits"), SettableBy(SettingWriters.All)]
    [Description("What all callers together may use of it.")]
    public ProviderLimitsOptions Limits { get; init; } = new();

    [Category("Failures"), SettableBy(SettingWriters.All)]
    [Description("Stops calling an upstream that keeps failing.")]
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();

    [Category("Failures"), SettableBy(SettingWriters.All)]
    [Description("How long the upstream may take.")]
    public TimeoutOptions Timeouts { get; init; } = new();

    [Range(0, 10), Category("Failures"), SettableBy(SettingWriters.All)]
    [Description("Retries of one request.")]
    public int MaxRetries { get; init; } = 2;

    [JsonPropertyName("retrySeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0, 600), Category("Failures"), SettableBy(SettingWriters.All)]
    [Description("Seconds all retries of one request may take together.")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(15);

    [JsonPropertyName("keepAliveSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0, 3600), Category("Streams"), SettableBy(SettingWriters.All)]
    [Description("Seconds of upstream silence before the client gets a ping; 0 is off.")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    [JsonPropertyName("firstEventHoldSeconds"), JsonConverter(typeof(SecondsConverter)), SecondsRange(0, 60), Category("Streams"), SettableBy(SettingWriters.All)]
    [Description("Seconds after the headers the first events may be held until one decides; 0 is off.")]
    public TimeSpan FirstEventHold { get; init; } = TimeSpan.FromSeconds(2);

    [Category("Requests")]
    [Description("identity asks for uncompressed answers on bridged routes, client leaves it to the client.")]
    public UpstreamEncoding UpstreamEncoding { get; init; }

    [Category("Requests")]
    [Description("Send trace context (traceparent) to this upstream.")]
    public bool PropagateTrace { get; init; }
}
