using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Projects.Paging;

namespace AiBridge.Mcp;

/// <summary>An argument of a tool. Its schema has one type and no more: of others some agents refuse every tool there is.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Schema">JSON Schema.</param>
/// <param name="IsRequired">It must be there; the others are left out, not null.</param>
internal sealed record ToolField(string Name, JsonObject Schema, bool IsRequired)
{
    public const string Limit = "limit";

    /// <summary>A text that must be there.</summary>
    public static ToolField Key(string name, string description) => new(name, Of("string", description), IsRequired: true);

    /// <summary>The fields of an endpoint's body or query, as they are described there.</summary>
    public static IEnumerable<ToolField> Of<T>() => typeof(T).GetProperties().Select(property =>
    {
        var name = NameOf(property);
        return new ToolField(name, Schemed(name, property), property.IsDefined(typeof(RequiredMemberAttribute)));
    });

    public static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>With the only values there are.</summary>
    public ToolField OneOf(IEnumerable<string> values)
    {
        var schema = Schema.DeepClone().AsObject();
        schema["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        return this with { Schema = schema };
    }

    private static JsonObject Schemed(string name, PropertyInfo property)
    {
        var description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        if (name == Limit)
        {
            var limit = Of("integer", description);
            (limit["minimum"], limit["maximum"]) = (1, PageLimit.Max);
            return limit;
        }

        return property.PropertyType == typeof(string) ? Of("string", description)
            : property.PropertyType == typeof(JsonObject) ? Of("object", description)
            : throw new NotSupportedException($"{property.DeclaringType!.Name}.{property.Name} has no type among a tool's arguments");
    }

    private static JsonObject Of(string type, string? description)
    {
        var schema = new JsonObject { ["type"] = type };
        if (description is not null)
            schema["description"] = description;
        return schema;
    }
}
