using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>What an option type looks like from the outside: its kind, and for a section its settings by name.</summary>
internal sealed class SettingShape
{
    private static readonly ConcurrentDictionary<Type, SettingShape> Known = new();

    private SettingShape(Type type)
    {
        Type = type;
        var list = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        Kind = type switch
        {
            _ when type == typeof(string) || type == typeof(ProviderKey) => SettingKind.Text,
            _ when type.IsEnum => SettingKind.Word,
            _ when type == typeof(bool) => SettingKind.Switch,
            _ when type == typeof(int) || type == typeof(long) => SettingKind.WholeNumber,
            _ when type == typeof(double) => SettingKind.Number,
            _ when type == typeof(TimeSpan) => SettingKind.Seconds,
            _ when type == typeof(IReadOnlyDictionary<string, string>) => SettingKind.Map,
            _ when type == typeof(JsonObject) => SettingKind.Foreign,
            _ when list => SettingKind.List,
            _ when type.IsClass => SettingKind.Section,
            _ => throw new NotSupportedException($"Options cannot hold a {type}."),
        };
        ItemType = list ? type.GetGenericArguments()[0] : null;
        Settings = Kind == SettingKind.Section
            ? InOrder(type).ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    public Type Type { get; }

    public SettingKind Kind { get; }

    /// <summary>What a list holds.</summary>
    public Type? ItemType { get; }

    /// <summary>A section's settings; names of any case.</summary>
    public IReadOnlyDictionary<string, Setting> Settings { get; }

    /// <summary>For a message: what a value has to be.</summary>
    public string Description => Kind switch
    {
        SettingKind.Text or SettingKind.Word => "text",
        SettingKind.Switch => "true or false",
        SettingKind.WholeNumber => "a whole number",
        SettingKind.Number or SettingKind.Seconds => "a number",
        SettingKind.List => "a list",
        SettingKind.Map => "an object of texts",
        _ => "an object",
    };

    /// <summary>The word of JSON schema for what is written.</summary>
    public string JsonType => Kind switch
    {
        SettingKind.Text or SettingKind.Word => "string",
        SettingKind.Switch => "boolean",
        SettingKind.WholeNumber => "integer",
        SettingKind.Number or SettingKind.Seconds => "number",
        SettingKind.List => "array",
        _ => "object",
    };

    /// <summary>How files write that there is no value.</summary>
    public JsonNode? Nothing => Kind switch
    {
        SettingKind.List => new JsonArray(),
        SettingKind.Map or SettingKind.Foreign => new JsonObject(),
        SettingKind.Text or SettingKind.Word => "",
        _ => null,
    };

    public static SettingShape Of(Type type) => Known.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, static type => new SettingShape(type));

    /// <summary>For a message about a key that is not there.</summary>
    public string UnknownKey(string key) => "is not a known setting" + NearestName.Hint(key, Settings.Values.Select(setting => setting.Name));

    /// <summary>A value as files write it.</summary>
    public JsonNode? Write(object? value) => (Kind, value) switch
    {
        (_, null) => null,
        (SettingKind.Word, _) => SettingWords.Of(value),
        (SettingKind.Seconds, TimeSpan span) => span.TotalSeconds,
        (SettingKind.Text, ProviderKey key) => key.Value,
        (SettingKind.List, System.Collections.IEnumerable items) => new JsonArray([.. items.Cast<object>().Select(Of(ItemType!).Write)]),
        (SettingKind.Section, _) => new JsonObject(Settings.Values.Select(setting => KeyValuePair.Create(setting.Name, setting.Written(value)))),
        _ => JsonSerializer.SerializeToNode(value),
    };

    // Group by group; in it, what a record inherits stands before what it adds.
    private static IEnumerable<Setting> InOrder(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .OrderBy(property => Depth(property.DeclaringType!)).Select(property => new Setting(property)).GroupBy(setting => setting.Group).SelectMany(group => group);

    private static int Depth(Type type) => type.BaseType is { } inherited ? Depth(inherited) + 1 : 0;
}

internal enum SettingKind
{
    Text,

    /// <summary>A text out of a closed list.</summary>
    Word,
    Switch,
    WholeNumber,
    Number,

    /// <summary>A time span, written as a number.</summary>
    Seconds,
    List,
    Map,
    Section,

    /// <summary>An object that somebody else reads.</summary>
    Foreign,
}
