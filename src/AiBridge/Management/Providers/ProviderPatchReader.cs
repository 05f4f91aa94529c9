using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;
using AiBridge.Providers;
using AiBridge.Secrets;

namespace AiBridge.Management.Providers;

/// <summary>Reads the body of a request that adds or changes a provider. Only what is named here can be set over the API.</summary>
internal sealed class ProviderPatchReader(BodyFields body)
{
    private const int MaxKeys = 64;
    private const int MaxHeaders = 32;
    private const int MaxHeaderName = 128;
    private const int MaxSecret = 8192;
    private const int MaxUrl = 2048;

    private static readonly (string Field, int Max)[] Texts = [("type", 32), ("displayName", 64), ("auth", 32), ("defaultModel", 256), ("keySelection", 32)];

    private static readonly (string Field, string[] Settings)[] Sections =
    [
        ("circuitBreaker", SettingsOf(typeof(CircuitBreakerOptions))),
        ("timeouts", SettingsOf(typeof(TimeoutOptions))),
        ("limits", SettingsOf(typeof(ProviderLimitsOptions))),
    ];

    private readonly Dictionary<string, JsonNode?> _settings = new(StringComparer.Ordinal);

    /// <summary>Every fault is added to the body.</summary>
    /// <param name="nameNeeded">A new provider needs a name.</param>
    /// <param name="keys">Null: the keys as the body gives them.</param>
    public ProviderPatch Read(bool nameNeeded, IReadOnlyList<KeyPatch>? keys = null)
    {
        var name = nameNeeded || body.Has("name") ? body.RequiredText("name", 64) : null;
        if (name is { Length: > 0 } && ProviderName.Problem(name) is { } problem)
            body.Fault("name", problem);
        ReadPlainSettings();
        var patch = new ProviderPatch
        {
            Name = name,
            Settings = _settings,
            Keys = keys ?? Keys(),
            ClientSecret = SectionWithSecret("oauth", "clientSecret", ("tokenUrl", MaxUrl), ("clientId", 512), ("scope", 1024)),
            CustomHeader = SectionWithSecret("customHeader", "value", ("name", MaxHeaderName)),
            Headers = Headers(),
        };
        CheckUrl("baseUrl", _settings.GetValueOrDefault("baseUrl"));
        CheckUrl("oauth.tokenUrl", _settings.GetValueOrDefault("oauth")?["tokenUrl"]);
        return patch;
    }

    /// <summary>A value that shall be stored as a secret; null when absent, null or faulty.</summary>
    public static Secret? Value(BodyFields fields, string field)
    {
        var path = fields.PathOf(field);
        if (fields.Text(field, MaxSecret) is not { } text)
            return null;
        var faults = new ConfigurationFaults();
        if (KeySource.IsClean(text, path, faults))
            return new Secret(text);
        fields.Fault(field, faults.Each[0].Problem);
        return null;
    }

    private void ReadPlainSettings()
    {
        foreach (var (field, max) in Texts)
            Set(field, () => body.Text(field, max) is { } text ? JsonValue.Create(text) : null);
        Set("baseUrl", () => body.Text("baseUrl", MaxUrl) is { } url ? JsonValue.Create(url) : null);
        foreach (var field in (string[])["enabled", "allowByok"])
            Set(field, () => body.Switch(field) is { } on ? JsonValue.Create(on) : null);
        foreach (var (field, settings) in Sections)
            Set(field, () => body.Object(field) is { } section ? Section(section, settings) : null);
    }

    private void Set(string field, Func<JsonNode?> read)
    {
        if (body.Has(field))
            _settings[field] = read();
    }

    // The values are checked by the rules of the configuration.
    private static JsonObject Section(BodyFields section, string[] settings)
    {
        var given = new JsonObject();
        foreach (var setting in settings)
        {
            if (section.Raw(setting) is { } value)
                given[setting] = value.DeepClone();
        }

        return given;
    }

    private SecretPatch SectionWithSecret(string field, string secret, params (string Field, int Max)[] texts)
    {
        var path = $"{field}.{secret}";
        if (!body.Has(field))
            return new SecretPatch(path, false, null);
        _settings[field] = null;
        if (body.Object(field) is not { } section)
            return new SecretPatch(path, true, null);
        var settings = new JsonObject();
        foreach (var text in texts)
        {
            if (section.Text(text.Field, text.Max) is { } value)
                settings[text.Field] = value;
        }

        _settings[field] = settings;
        return new SecretPatch(path, section.Has(secret), Value(section, secret));
    }

    private List<KeyPatch>? Keys()
    {
        // Null says nothing: keys that are lost do not come back.
        if (!body.Has("apiKeys") || body.IsNull("apiKeys"))
            return null;
        return [.. (body.Objects("apiKeys", MaxKeys) ?? []).Select(Key)];
    }

    private static KeyPatch Key(BodyFields entry)
    {
        var (id, value) = (entry.Text("id", 64), Value(entry, "value"));
        var (hasId, hasValue) = (entry.Has("id") && !entry.IsNull("id"), entry.Has("value") && !entry.IsNull("value"));
        if (hasId == hasValue)
            entry.Fault("", hasId ? "must not have both an id and a value" : "must have an id or a value");
        return new KeyPatch(entry.PathOf(""), hasValue ? null : id, value);
    }

    private Dictionary<string, SecretPatch>? Headers()
    {
        if (!body.Has("headers"))
            return null;
        var headers = new Dictionary<string, SecretPatch>(StringComparer.OrdinalIgnoreCase);
        if (body.Object("headers") is not { } given)
            return headers;
        if (given.Names.Count() > MaxHeaders)
            body.Fault("headers", $"must be at most {MaxHeaders}");
        foreach (var name in given.Names)
        {
            if (name.Length > MaxHeaderName)
                given.Fault(name, $"must have a name of at most {MaxHeaderName} characters");
            else if (UpstreamHeaderRules.NameProblem(name) is { } problem)
                given.Fault(name, problem);
            if (!headers.TryAdd(name, new SecretPatch(given.PathOf(name), !given.IsNull(name), Value(given, name))))
                given.Fault(name, "is there twice; the case of letters makes no difference");
        }

        return headers;
    }

    private void CheckUrl(string field, JsonNode? url)
    {
        if (url is not null && UpstreamUrl.Problem(url.GetValue<string>()) is { } problem)
            body.Fault(field, problem);
    }

    private static string[] SettingsOf(Type section) =>
        [.. SettingShape.Of(section).Settings.Values.Select(setting => setting.WireName)];
}
