using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Configuration;

/// <summary>The merged settings as JSON: objects merge by key whatever the case, a list replaces the earlier one whole.</summary>
internal sealed class ConfigurationTree(ConfigurationFaults faults)
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    public JsonObject Root { get; } = NewObject();

    public static JsonObject NewObject() => new(AnyCase);

    /// <summary>Lays the settings over those that are there.</summary>
    /// <param name="settings">An object.</param>
    /// <param name="origin">What duplicates are reported against, e.g. a file's path.</param>
    public void Merge(JsonElement settings, string origin) => Merge(Root, settings, origin, "");

    private void Merge(JsonObject target, JsonElement settings, string origin, string path)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in settings.EnumerateObject())
        {
            var keyPath = path + property.Name;
            if (!seen.Add(property.Name))
                faults.Add(keyPath, $"is given twice in {origin}");
            else if (property.Value.ValueKind == JsonValueKind.Object && target[property.Name] is JsonObject existing)
                Merge(existing, property.Value, origin, keyPath + ":");
            else
                target[property.Name] = Convert(property.Value, origin, keyPath);
        }
    }

    /// <summary>The element as nodes with keys of any case.</summary>
    public JsonNode? Convert(JsonElement value, string origin, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var map = NewObject();
                Merge(map, value, origin, path + ":");
                return map;
            case JsonValueKind.Array:
                var list = new JsonArray();
                foreach (var (index, item) in value.EnumerateArray().Index())
                    list.Add(Convert(item, origin, $"{path}:{index}"));
                return list;
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(value.Clone());
        }
    }
}
