using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>
/// Makes option records of the merged tree and checks each value; a null or missing key keeps the record's default. Not the platform's
/// binder, which stops at the first fault, names no key path and takes an unknown key for none.
/// </summary>
internal sealed class SettingBinder(ConfigurationFaults faults)
{
    /// <summary>The root's key that editors read.</summary>
    private const string SchemaKey = "$schema";

    public BridgeOptions Bind(JsonObject root)
    {
        root.Remove(SchemaKey);
        return (BridgeOptions)BindSection(SettingShape.Of(typeof(BridgeOptions)), root, "");
    }

    /// <summary>One provider entry on its own; faults have no prefix.</summary>
    public ProviderOptions BindProvider(JsonObject entry) => (ProviderOptions)BindSection(SettingShape.Of(typeof(ProviderOptions)), entry, "");

    /// <summary>The settings that the entry names come from it, all others stay as they were.</summary>
    public ProviderOptions BindProviderOver(ProviderOptions settings, JsonObject entry)
    {
        var shape = SettingShape.Of(typeof(ProviderOptions));
        var over = settings with { };
        if (!entry.ContainsKey(nameof(over.Type)))
            entry[nameof(over.Type)] = over.Type;
        var named = BindProvider(entry);
        foreach (var setting in entry.Select(given => shape.Settings.GetValueOrDefault(given.Key)).OfType<Setting>())
            setting.Property.SetValue(over, setting.Of(named));
        return over;
    }

    private object BindSection(SettingShape shape, JsonObject section, string prefix)
    {
        var options = Activator.CreateInstance(shape.Type)!;
        foreach (var (key, node) in section)
        {
            if (!shape.Settings.TryGetValue(key, out var setting))
                faults.Add(prefix + key, shape.UnknownKey(key));
            else if (node is not null && !IsUnset(setting, node) && BindValue(setting, node, prefix + setting.Name) is { } value)
                setting.Property.SetValue(options, SettingRules.Normalise(setting, value));
        }

        foreach (var setting in shape.Settings.Values)
        {
            if (SettingRules.Problem(setting, setting.Of(options)) is { } problem)
                faults.Add(prefix + setting.Name, problem);
        }

        return options;
    }

    // An example can then show a setting that has no value.
    private static bool IsUnset(Setting setting, JsonNode node) => setting.IsOptional && Text(node) is "";

    private object? BindValue(Setting setting, JsonNode node, string path)
    {
        if (setting.Shape.Kind != SettingKind.Word || Text(node) is not { } text)
            return BindValue(setting.Shape, node, path);
        var word = SettingWords.Parse(setting.Shape.Type, text);
        if (word is null)
            faults.Add(path, SettingRules.NoWord(setting, text));
        return word;
    }

    private object? BindValue(SettingShape shape, JsonNode node, string path)
    {
        object? value = (shape.Kind, node) switch
        {
            (SettingKind.Section, JsonObject section) => BindSection(shape, section, path + ":"),
            (SettingKind.List, JsonArray list) => BindList(shape, list, path),
            (SettingKind.Map, JsonObject map) => BindMap(map, path),
            (SettingKind.Foreign, JsonObject) => node.DeepClone(),
            (SettingKind.Text, JsonValue) when Text(node) is { } text => shape.Type == typeof(ProviderKey) ? ProviderKey.FromString(text) : (object)text,
            (SettingKind.Switch, JsonValue given) when given.TryGetValue<bool>(out var on) => on,
            (SettingKind.WholeNumber or SettingKind.Number or SettingKind.Seconds, JsonValue number) => Number(shape.Type, number),
            _ => null,
        };
        if (value is null)
            faults.Add(path, $"must be {shape.Description}, not {Describe(node)}");
        return value;
    }

    private Array BindList(SettingShape shape, JsonArray list, string path)
    {
        var item = SettingShape.Of(shape.ItemType!);
        var values = Array.CreateInstance(shape.ItemType!, list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var value = list[i] is { } node ? BindValue(item, node, $"{path}:{i}") : null;
            if (list[i] is null)
                faults.Add($"{path}:{i}", $"must be {item.Description}, not null");
            // The place is kept, so that later faults count as the file does.
            values.SetValue(value ?? (item.Type == typeof(string) ? "" : Activator.CreateInstance(item.Type)), i);
        }

        return values;
    }

    private Dictionary<string, string> BindMap(JsonObject map, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, node) in map)
        {
            if (Text(node) is { } text)
                values[key] = text;
            else if (node is not null)
                faults.Add($"{path}:{key}", $"must be text, not {Describe(node)}");
        }

        return values;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static object? Number(Type type, JsonValue number) =>
        number.GetValueKind() != JsonValueKind.Number ? null
        : type == typeof(int) ? number.TryGetValue<int>(out var narrow) ? narrow : number.TryGetValue<long>(out var tooWide) ? (int)Math.Clamp(tooWide, int.MinValue, int.MaxValue) : null
        : type == typeof(long) ? number.TryGetValue<long>(out var whole) ? whole : null
        : !number.TryGetValue<double>(out var real) || !double.IsFinite(real) ? null
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(Math.Clamp(real, -LongestSeconds, LongestSeconds)) : real;

    /// <summary>Beyond any limit, and still a time span.</summary>
    private const double LongestSeconds = 1e11;

    private static string Describe(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "this number",
        _ => "true or false",
    };
}
