using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>The property names of a JSON schema the answer must follow: what tells a title request from a person's.</summary>
internal static class OutputSchema
{
    /// <summary>Those of side requests have one or two.</summary>
    private const int MostNames = 64;

    /// <param name="format">The object with <c>schema</c>, or the schema's wrapper <c>json_schema</c>.</param>
    public static IReadOnlyList<string> Properties(JsonValue format)
    {
        format.Get("schema"u8, out var schema, "json_schema"u8, out var wrapper);
        if (!schema.IsObject)
            schema = wrapper["schema"u8];
        var names = new List<string>();
        foreach (var property in schema["properties"u8].Members())
        {
            if (names.Count == MostNames)
                break;
            names.Add(property.Key.Word());
        }

        return names;
    }
}
