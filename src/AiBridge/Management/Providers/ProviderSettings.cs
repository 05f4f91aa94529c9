using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Providers;

namespace AiBridge.Management.Providers;

/// <summary>A stored provider's settings: only what was set, so that a default stays one when it changes.</summary>
internal static class ProviderSettings
{
    /// <summary>What is absent stays, what is null goes back to its default, an object replaces the whole one.</summary>
    public static JsonObject Merge(JsonObject before, ProviderWish wish)
    {
        var after = before.DeepClone().AsObject();
        foreach (var (field, value) in wish.Settings)
        {
            if (value is null)
                after.Remove(field);
            else
                after[field] = value.DeepClone();
        }

        return after;
    }

    /// <summary>The fields that differ.</summary>
    public static IEnumerable<string> Differences(JsonObject before, JsonObject after) =>
        before.Concat(after).Select(setting => setting.Key).Distinct().Where(field => !JsonNode.DeepEquals(before[field], after[field]));

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

    private static string TokenUrlOf(JsonObject settings) => settings["oauth"] is JsonObject oauth ? Text(oauth, "tokenUrl") : "";

    private static string BaseUrlOf(JsonObject settings) =>
        Text(settings, "baseUrl") is { Length: > 0 } url ? url : ProviderTypes.Find(Text(settings, "type"))?.DefaultBaseUrl ?? "";

    private static string Text(JsonObject settings, string field) =>
        settings[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
