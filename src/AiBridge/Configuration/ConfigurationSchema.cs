using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>The JSON schema of a configuration file (<c>config/aibridge.schema.json</c>), for editors: types by the platform's exporter, words and limits from the settings.</summary>
internal static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Files = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameAsInFiles } },
    };

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="providerTypes">The words of <c>Type</c>.</param>
    public static string Create(IEnumerable<string> providerTypes)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(Files, typeof(BridgeOptions), exporter).AsObject();
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string", ["description"] = "This schema, for editors." });
        properties[nameof(BridgeOptions.Providers)]!["items"]!["properties"]![nameof(ProviderOptions.Type)]!["enum"] = new JsonArray([.. providerTypes.Select(type => JsonValue.Create(type))]);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "AiBridge configuration");
        schema.Insert(2, "description", "Read from config/aibridge.json, config/aibridge.local.json, the file named by AIBRIDGE_CONFIG, the environment (AIBRIDGE__Section__Key) and the command line (--Section:Key value); the later wins.");
        return schema.ToJsonString(Readable);
    }

    private static void NameAsInFiles(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        type.Properties.Clear();
        foreach (var setting in SettingShape.Of(type.Type).Settings.Values)
        {
            var property = type.CreateJsonPropertyInfo(WrittenType(setting), setting.Name);
            property.AttributeProvider = setting.Property;
            // Nobody reads by these types, but what is required must have a setter.
            property.Set = static (_, _) => { };
            property.IsRequired = setting.IsRequired;
            type.Properties.Add(property);
        }
    }

    // What the exporter cannot see: some of our types are written as plain ones.
    private static Type WrittenType(Setting setting) => setting.Shape.Kind switch
    {
        SettingKind.Seconds => typeof(double),
        SettingKind.Word => typeof(string),
        SettingKind.Map => typeof(Dictionary<string, string>),
        SettingKind.List when SettingShape.Of(setting.Shape.ItemType!).Kind == SettingKind.Text => typeof(string[]),
        _ => setting.Property.PropertyType,
    };

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var described = schema as JsonObject ?? [];
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            described["additionalProperties"] = false;
        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property)
            return described;
        var setting = new Setting(property);
        // Null is the default everywhere, and nobody writes it.
        if (described["type"] is JsonArray types)
            described["type"] = types.First(type => type!.GetValue<string>() != "null")!.DeepClone();
        described["description"] = setting.Description;
        if (setting.Shape.Kind != SettingKind.Section && !setting.IsRequired)
            described["default"] = setting.Shape.Write(setting.Default) ?? setting.Shape.Nothing;
        Limit(setting, described);
        return described;
    }

    private static void Limit(Setting setting, JsonObject described)
    {
        Add(described, "minimum", setting.Minimum);
        Add(described, "maximum", setting.Maximum);
        Add(described, "maxLength", setting.Length?.MaximumLength);
        Add(described, setting.Shape.Kind == SettingKind.Map ? "maxProperties" : "maxItems", setting.MostItems);
        if (setting.Words is { } words)
            described["enum"] = new JsonArray([.. words.Concat(setting.IsOptional ? [""] : []).Select(word => JsonValue.Create(word))]);
    }

    private static void Add(JsonObject described, string word, decimal? limit)
    {
        if (limit is { } value)
            described[word] = value;
    }
}
