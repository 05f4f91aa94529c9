using System.Text.Json;

namespace AiBridge.IntegrationTests.Management;

/// <summary>Compares a value with its schema in the API document, as far as the document goes: types, required and unknown members, items.</summary>
internal sealed class JsonShape(JsonElement document)
{
    /// <summary>What does not fit; empty when all does.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string path = "$")
    {
        schema = Resolve(schema);
        foreach (var choice in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(choice, out var options))
                return options.EnumerateArray().Any(option => !Faults(value, option, path).Any()) ? [] : [$"{path} is none of its kinds: {value.GetRawText()}"];
        }

        if (!TypeFits(value, schema))
            return [$"{path} should be {schema.GetProperty("type").GetRawText()}, not {value.GetRawText()}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, schema, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((item, index) => Faults(item, items, $"{path}[{index}]")),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonElement value, JsonElement schema, string path)
    {
        var hasMembers = schema.TryGetProperty("properties", out var members);
        var open = schema.TryGetProperty("additionalProperties", out var others);
        if (!hasMembers && !open)
            yield break;
        foreach (var member in value.EnumerateObject())
        {
            var known = default(JsonElement);
            if (hasMembers && members.TryGetProperty(member.Name, out known))
            {
                foreach (var fault in Faults(member.Value, known, $"{path}.{member.Name}"))
                    yield return fault;
            }
            else if (!open)
            {
                yield return $"{path}.{member.Name} is not in the document";
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                foreach (var fault in Faults(member.Value, others, $"{path}.{member.Name}"))
                    yield return fault;
            }
        }

        if (!schema.TryGetProperty("required", out var required))
            yield break;
        foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
            yield return $"{path}.{name} is missing";
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name));
        return schema;
    }

    private static bool TypeFits(JsonElement value, JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return true;
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];
        return types.Any(one => one switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => value.ValueKind == JsonValueKind.Array,
        });
    }
}
