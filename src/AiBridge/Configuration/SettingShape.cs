using System.Collections.Concurrent;
using System.Reflection;

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
            _ when type == typeof(string) => SettingKind.Text,
            _ when type == typeof(bool) => SettingKind.Switch,
            _ when type == typeof(int) || type == typeof(long) => SettingKind.WholeNumber,
            _ when type == typeof(double) => SettingKind.Number,
            _ when type == typeof(IReadOnlyDictionary<string, string>) => SettingKind.Map,
            _ when list => SettingKind.List,
            _ when type.IsClass => SettingKind.Section,
            _ => throw new NotSupportedException($"Options cannot hold a {type}."),
        };
        ItemType = list ? type.GetGenericArguments()[0] : null;
        Properties = Kind == SettingKind.Section
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    public Type Type { get; }

    public SettingKind Kind { get; }

    /// <summary>What a list holds.</summary>
    public Type? ItemType { get; }

    /// <summary>A section's settings; names of any case.</summary>
    public IReadOnlyDictionary<string, PropertyInfo> Properties { get; }

    /// <summary>For a message: what a value has to be.</summary>
    public string Description => Kind switch
    {
        SettingKind.Text => "text",
        SettingKind.Switch => "true or false",
        SettingKind.WholeNumber => "a whole number",
        SettingKind.Number => "a number",
        SettingKind.List => "a list",
        SettingKind.Map => "an object of texts",
        _ => "an object",
    };

    public static SettingShape Of(Type type) => Known.GetOrAdd(type, static type => new SettingShape(type));

    /// <summary>For a message about a key that is not there.</summary>
    public string UnknownKey(string key) => "is not a known setting" + NearestName.Hint(key, Properties.Values.Select(property => property.Name));
}

internal enum SettingKind
{
    Text,
    Switch,
    WholeNumber,
    Number,
    List,
    Map,
    Section,
}
