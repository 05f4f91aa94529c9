using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

/// <summary>Holds a JSON schema against the option records, both ways.</summary>
internal sealed class SchemaComparison
{
    private readonly JsonObject _root;
    private readonly List<string> _differences = [];

    private SchemaComparison(JsonObject root) => _root = root;

    public static IReadOnlyList<string> Differences(JsonObject schema)
    {
        var comparison = new SchemaComparison(schema);
        comparison.Section(typeof(BridgeOptions), schema, "");
        return comparison._differences;
    }

    private void Section(Type type, JsonObject schema, string path)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        var shape = SettingShape.Of(type);
        if (schema["additionalProperties"]?.GetValueKind() != JsonValueKind.False)
            Differ(path, "the schema lets unknown settings pass");
        foreach (var (name, _) in properties)
        {
            if (!shape.Properties.Values.Any(option => option.Name == name) && path + name != "$schema")
                Differ(path + name, "is no option");
        }

        foreach (var option in shape.Properties.Values)
        {
            if (Resolve(properties[option.Name]) is { } described)
                Property(option, Activator.CreateInstance(type)!, described, path + option.Name);
            else
                Differ(path + option.Name, "is not in the schema");
        }

        var required = shape.Properties.Values.Where(option => option.GetCustomAttribute<RequiredAttribute>() is not null).Select(option => option.Name);
        if (!required.SequenceEqual((schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>())))
            Differ(path, "the required settings differ");
    }

    private void Property(PropertyInfo option, object defaults, JsonObject described, string path)
    {
        if (string.IsNullOrWhiteSpace(described["description"]?.GetValue<string>()))
            Differ(path, "has no description");
        var shape = SettingShape.Of(option.PropertyType);
        Same(path, "type", TypeName(shape.Kind), described["type"]);
        if (shape.Kind == SettingKind.Section)
        {
            Section(option.PropertyType, described, path + ":");
            return;
        }

        if (shape.Kind == SettingKind.List && SettingShape.Of(shape.ItemType!).Kind == SettingKind.Section)
            Section(shape.ItemType!, Resolve(described["items"]) ?? [], path + ":");
        var range = option.GetCustomAttribute<RangeAttribute>();
        Same(path, "minimum", range?.Minimum, described["minimum"]);
        Same(path, "maximum", range?.Maximum, described["maximum"]);
        if (option.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            Same(path, "enum", allowed.Values, described["enum"]);
        if (option.GetCustomAttribute<RequiredAttribute>() is null)
            Same(path, "default", option.GetValue(defaults), described["default"]);
    }

    private void Same(string path, string word, object? option, JsonNode? schema)
    {
        var expected = Plain(JsonSerializer.SerializeToNode(option));
        if (Plain(schema) != expected)
            Differ(path, $"{word} is {expected} in the options and {Plain(schema)} in the schema");
    }

    private void Differ(string path, string difference) => _differences.Add($"{path}: {difference}");

    // A range's bound may be written 1 here and 1.0 there.
    private static string Plain(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.Deserialize<decimal>().ToString("G29", CultureInfo.InvariantCulture) : node?.ToJsonString() ?? "absent";

    private JsonObject? Resolve(JsonNode? node) =>
        node?["$ref"]?.GetValue<string>() is { } reference ? reference.Split('/')[1..].Aggregate((JsonNode?)_root, (at, key) => at?[key]) as JsonObject : node as JsonObject;

    private static string TypeName(SettingKind kind) => kind switch
    {
        SettingKind.Text => "string",
        SettingKind.Switch => "boolean",
        SettingKind.WholeNumber => "integer",
        SettingKind.Number => "number",
        SettingKind.List => "array",
        _ => "object",
    };
}
