using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers;

namespace AiBridge.Management.Providers;

/// <summary>A stored provider's settings: only what was set, so that a default stays one when it changes.</summary>
internal static class StoredSettings
{
    private static readonly JsonObject Defaults = JsonSerializer.SerializeToNode(new ProviderOptions(), JsonSerializerOptions.Web)!.AsObject();

    /// <summary>What is absent stays, what is null goes back to its default, an object replaces the whole one.</summary>
    public static JsonObject Merge(JsonObject before, ProviderPatch patch)
    {
        var after = before.DeepClone().AsObject();
        foreach (var (field, value) in patch.Settings)
        {
            if (value is null)
                after.Remove(field);
            else
                after[field] = value.DeepClone();
        }

        return after;
    }

    /// <summary>The settings as they are in force: a field that the other settings have and these do not stands there with its default.</summary>
    public static JsonObject InForce(JsonObject settings, JsonObject others, string name)
    {
        var inForce = new JsonObject();
        foreach (var field in settings.Concat(others).Select(setting => setting.Key).Distinct())
        {
            var standard = Default(field, settings, name);
            foreach (var (setting, value) in settings[field] as JsonObject ?? [])
                (standard as JsonObject)?[setting] = value?.DeepClone();
            inForce[field] = standard is JsonObject && settings[field] is JsonObject or null ? standard : (settings[field] ?? standard)?.DeepClone();
        }

        return inForce;
    }

    /// <summary>Where its keys go: its type, and scheme, host and port of the base URL.</summary>
    public static (string Type, string Origin) PlaceOf(JsonObject settings) => (Text(settings, "type"), UpstreamUrl.Origin(BaseUrlOf(settings)));

    /// <summary>Where it points.</summary>
    public static ProviderPlaces PlacesOf(JsonObject settings) => new(BaseUrlOf(settings), TokenUrlOf(settings));

    /// <summary>Where its client secret goes; empty for nowhere.</summary>
    public static string TokenOriginOf(JsonObject settings) =>
        TokenUrlOf(settings) is { Length: > 0 } url ? UpstreamUrl.Origin(url) : "";

    /// <summary>A fault's key path (<c>Timeouts:ConnectSeconds</c>) as the body's path (<c>timeouts.connectSeconds</c>).</summary>
    public static string FieldOf(string keyPath, string keysField)
    {
        var parts = keyPath.Split(':', 2);
        return parts[0] switch
        {
            nameof(ProviderOptions.Keys) => keysField,
            nameof(ProviderOptions.Headers) when parts.Length == 2 => $"headers.{parts[1]}",
            nameof(ProviderOptions.OAuth) => string.Join('.', keyPath.Split(':').Skip(1).Select(JsonNamingPolicy.CamelCase.ConvertName).Prepend("oauth")),
            _ => string.Join('.', keyPath.Split(':').Select(JsonNamingPolicy.CamelCase.ConvertName)),
        };
    }

    private static JsonNode? Default(string field, JsonObject settings, string name) => field switch
    {
        "displayName" => name,
        "baseUrl" => BaseUrlOf(new JsonObject { ["type"] = Text(settings, "type") }),
        "auth" => ProviderTypes.Find(Text(settings, "type")) is { } type ? SettingWords.Of(type.DefaultAuth) : null,
        // There or not; the secrets among their members are told apart.
        "oauth" or "customHeader" or "defaultModel" => null,
        _ => Defaults[field]?.DeepClone(),
    };

    private static string TokenUrlOf(JsonObject settings) => settings["oauth"] is JsonObject oauth ? Text(oauth, "tokenUrl") : "";

    private static string BaseUrlOf(JsonObject settings) =>
        Text(settings, "baseUrl") is { Length: > 0 } url ? url : ProviderTypes.Find(Text(settings, "type"))?.DefaultBaseUrl ?? "";

    private static string Text(JsonObject settings, string field) =>
        settings[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
