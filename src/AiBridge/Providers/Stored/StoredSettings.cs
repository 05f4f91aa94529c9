using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Stored;

/// <summary>A stored provider's settings: only what was set, so that a default stays one when it changes.</summary>
internal static class StoredSettings
{
    private static readonly JsonObject Defaults = JsonSerializer.SerializeToNode(new ProviderOptions(), JsonSerializerOptions.Web)!.AsObject();

    public static JsonObject Of(string settings) => JsonNode.Parse(settings)!.AsObject();

    /// <summary>JSON merge patch (RFC 7396): what is absent stays, what is null goes back to its default, objects are merged.</summary>
    public static JsonObject Merge(JsonObject before, JsonObject patch)
    {
        var after = before.DeepClone().AsObject();
        foreach (var (field, value) in patch)
        {
            if (value is null)
                after.Remove(field);
            else
                after[field] = value is JsonObject inner ? Merge(after[field] as JsonObject ?? [], inner) : value.DeepClone();
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

    /// <summary>Where its secrets go.</summary>
    public static SecretDestination DestinationOf(JsonObject settings) => SecretDestination.Of(Text(settings, "type"), BaseUrlOf(settings), TokenUrlOf(settings));

    /// <summary>Where it points.</summary>
    public static ProviderPlaces PlacesOf(JsonObject settings) => new(BaseUrlOf(settings), TokenUrlOf(settings));

    private static JsonNode? Default(string field, JsonObject settings, string name) => field switch
    {
        "displayName" => name,
        "baseUrl" => BaseUrlOf(new JsonObject { ["type"] = Text(settings, "type") }),
        "auth" => ProviderTypes.Find(Text(settings, "type")) is { } type ? SettingWords.Of(type.DefaultAuth) : null,
        _ => Defaults[field]?.DeepClone(),
    };

    private static string TokenUrlOf(JsonObject settings) => settings["oauth"] is JsonObject oauth ? Text(oauth, "tokenUrl") : "";

    private static string BaseUrlOf(JsonObject settings) =>
        Text(settings, "baseUrl") is { Length: > 0 } url ? url : ProviderTypes.Find(Text(settings, "type"))?.DefaultBaseUrl ?? "";

    private static string Text(JsonObject settings, string field) =>
        settings[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

/// <summary>Where a provider points; empty for nowhere.</summary>
internal readonly record struct ProviderPlaces(string BaseUrl, string TokenUrl);
