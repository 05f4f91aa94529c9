using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace AiBridge.Mcp;

/// <summary>What tools take and give, as JSON Schema.</summary>
internal static class ToolSchemas
{
    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Plain };

    public static JsonElement Input(IReadOnlyList<ToolField> fields)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema.DeepClone()))),
        };
        if (fields.Any(field => field.IsRequired))
            schema["required"] = new JsonArray([.. fields.Where(field => field.IsRequired).Select(field => JsonValue.Create(field.Name))]);
        return JsonSerializer.SerializeToElement(schema);
    }

    /// <summary>The endpoint's answer, or its problem document: clients hold what comes with an error against the schema, too.</summary>
    public static JsonElement Output(Type answer, JsonSerializerOptions options)
    {
        var schema = options.GetJsonSchemaAsNode(answer, Exporting).AsObject();
        var problem = new JsonObject
        {
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["code"] = new JsonObject { ["type"] = "string" },
            ["detail"] = new JsonObject { ["type"] = "string" },
        };
        var properties = schema["properties"]!.AsObject();
        var good = new JsonObject();
        if (schema["required"] is { } required)
            good["required"] = required.DeepClone();
        // One name for two things can only stand where it is clear which is meant.
        if (properties.Select(property => property.Key).Where(problem.ContainsKey).ToList() is { Count: > 0 } shared)
        {
            good["properties"] = new JsonObject(shared.Select(name => KeyValuePair.Create(name, (JsonNode?)properties[name]!.DeepClone())));
            shared.ForEach(name => properties.Remove(name));
        }

        var bad = new JsonObject { ["required"] = new JsonArray([.. problem.Select(property => JsonValue.Create(property.Key))]), ["properties"] = problem };
        schema.Remove("required");
        schema["type"] = "object";
        schema["anyOf"] = new JsonArray(good, bad);
        return JsonSerializer.SerializeToElement(schema);
    }

    private static JsonNode Plain(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        // Our own converters hide from the generator what they write; anything at all is an object without a word in it.
        if (schema.GetValueKind() == JsonValueKind.True)
        {
            return type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
                : type == typeof(DateTimeOffset?) ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" }
                : new JsonObject();
        }

        // Generics carry no word on nullable values.
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Dictionary && schema["additionalProperties"] is JsonObject value && value["type"] is JsonValue only && only.GetValueKind() == JsonValueKind.String)
            value["type"] = new JsonArray(only.GetValue<string>(), "null");
        return schema;
    }
}
