using System.Reflection;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiBridge.Management.Providers;

/// <summary>What the API document says of settings beyond what it finds by itself: the number that a time span is, defaults, what a body must have.</summary>
internal static class ProviderSchemas
{
    private static readonly Dictionary<(Type, string), Setting> Settings = In(SettingShape.Of(typeof(ProviderOptions))).ToDictionary(setting => (setting.Property.DeclaringType!, setting.Property.Name));

    private static readonly Dictionary<Type, string[]> Needed = new()
    {
        [typeof(NewProviderBodyDto)] = ["name", "type"],
        [typeof(ProviderBodyDto)] = [],
        [typeof(PresetBodyDto)] = ["preset"],
    };

    /// <summary>Whether it is a part of the settings: what comes in needs none of its fields.</summary>
    public static bool IsWritten(Type type) => Settings.Values.Any(setting => (setting.Shape.ItemType ?? setting.Shape.Type) == type);

    public static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property && Settings.TryGetValue((property.DeclaringType!, property.Name), out var setting))
            Describe(schema, setting);
        else if (context.JsonPropertyInfo is null && Needed.TryGetValue(context.JsonTypeInfo.Type, out var needed))
            schema.Required = needed.ToHashSet();
    }

    /// <summary>Says of what a body can hold that it may be null: that is the default, or what there is. Only what is needed has to be something.</summary>
    /// <param name="schemas">All of them, finished.</param>
    public static void DescribeBodies(IDictionary<string, IOpenApiSchema> schemas)
    {
        foreach (var body in Needed.Keys.Select(type => schemas[type.Name]))
        {
            foreach (var (name, field) in body.Properties!.Where(field => body.Required?.Contains(field.Key) != true).ToList())
                body.Properties![name] = OrNull(field, name);
        }
    }

    private static IOpenApiSchema OrNull(IOpenApiSchema field, string name)
    {
        if (field is not OpenApiSchema inline)
            return new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, field], Default = DefaultOf(name) };
        if (inline.Type is not null)
            inline.Type |= JsonSchemaType.Null;
        return inline;
    }

    private static JsonNode? DefaultOf(string name) =>
        SettingShape.Of(typeof(ProviderOptions)).Settings.Values.FirstOrDefault(setting => setting.WireName == name) is { Shape.Kind: SettingKind.Word } setting ? setting.Shape.Write(setting.Default) : null;

    // A word's schema is shared by all settings of its kind, so it has no default of its own.
    private static void Describe(OpenApiSchema schema, Setting setting)
    {
        if (setting.Shape.Kind == SettingKind.Seconds)
            schema.Type = JsonSchemaType.Number;
        if (setting.Shape.Kind is not (SettingKind.Section or SettingKind.Word) && !setting.IsRequired)
            schema.Default = setting.Shape.Write(setting.Default);
        if (setting.Shape.Kind == SettingKind.Map)
            (schema.MaxLength, schema.MaxProperties) = (null, setting.MostItems);
    }

    private static IEnumerable<Setting> In(SettingShape shape) =>
        shape.Settings.Values.SelectMany(setting => setting.Shape.Kind == SettingKind.Section ? In(setting.Shape).Prepend(setting) : [setting]);
}
