using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>Writes overrides into the tree. Entries of a list of sections are addressed by their name: <c>Providers:anthropic:Enabled</c>.</summary>
internal sealed class OverrideWriter(ConfigurationTree tree, ConfigurationFaults faults)
{
    // As the entries were called before this source changed any, so that one that renames an entry can set more of it.
    private readonly Dictionary<JsonArray, List<(JsonObject Entry, string Name)>> _names = [];

    /// <summary>Writes all overrides of one source.</summary>
    public void Write(IEnumerable<SettingOverride> overrides)
    {
        _names.Clear();
        // Whole lists first: the named entries are those of the list that wins.
        foreach (var setting in overrides.OrderBy(setting => setting.Path.Count > 1))
            Write(setting, tree.Root, SettingShape.Of(typeof(BridgeOptions)), 0);
    }

    private void Write(SettingOverride setting, JsonObject section, SettingShape shape, int depth)
    {
        var key = setting.Path[depth];
        if (!shape.Settings.TryGetValue(key, out var known))
        {
            faults.Add(setting.Origin, $"\"{key}\" {shape.UnknownKey(key)}");
            return;
        }

        var inner = known.Shape;
        if (depth == setting.Path.Count - 1)
            WriteValue(setting, section, known.Name, inner);
        else if (inner.Kind == SettingKind.Section)
            Write(setting, Section(section, known.Name), inner, depth + 1);
        else if (inner.Kind == SettingKind.Foreign || (inner.Kind == SettingKind.Map && depth == setting.Path.Count - 2))
            setting.Path.Skip(depth + 1).SkipLast(1).Aggregate(Section(section, known.Name), Section)[setting.Path[^1]] = setting.Value;
        else if (inner.Kind == SettingKind.List && SettingShape.Of(inner.ItemType!) is { Kind: SettingKind.Section } item)
            WriteEntry(setting, section[known.Name] as JsonArray ?? [], item, depth + 1);
        else
            faults.Add(setting.Origin, $"\"{key}\" is {inner.Description} and has no keys of its own");
    }

    private void WriteEntry(SettingOverride setting, JsonArray list, SettingShape item, int depth)
    {
        // Shells allow no hyphen in a variable's name and provider names hold no underscore, so one stands for the other.
        var name = setting.Path[depth].Replace('_', '-');
        var names = NamesIn(list);
        var found = names.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase)).Entry;
        if (found is null)
            ReportUnknown(setting, name, names);
        else if (depth == setting.Path.Count - 1)
            faults.Add(setting.Origin, "names an entry but no key of it");
        else
            Write(setting, found, item, depth + 1);
    }

    private void ReportUnknown(SettingOverride setting, string name, List<(JsonObject Entry, string Name)> names)
    {
        // After a fault in a file an empty list only says that the file was not read.
        if (names.Count > 0 || !faults.Any)
            faults.Add(setting.Origin, $"no provider is named \"{name}\"; the list has {(names.Count == 0 ? "none" : string.Join(", ", names.Select(candidate => candidate.Name)))}");
    }

    private void WriteValue(SettingOverride setting, JsonObject section, string key, SettingShape shape)
    {
        if (shape.Kind == SettingKind.Section)
            faults.Add(setting.Origin, $"\"{key}\" is a section; set its keys: {string.Join(", ", shape.Settings.Keys)}");
        else if (SettingText.TryParse(shape, setting.Value, tree, setting.Origin, out var node))
            section[key] = node;
        else
            faults.Add(setting.Origin, $"must be {shape.Description}{(shape.Kind == SettingKind.List ? ", as a JSON array or separated by ;" : "")}");
    }

    private static JsonObject Section(JsonObject parent, string key)
    {
        if (parent[key] is JsonObject existing)
            return existing;
        var created = ConfigurationTree.NewObject();
        parent[key] = created;
        return created;
    }

    private List<(JsonObject Entry, string Name)> NamesIn(JsonArray list)
    {
        if (!_names.TryGetValue(list, out var names))
            _names[list] = names = [.. list.OfType<JsonObject>().Select(entry => (entry, NameOf(entry)))];
        return names;
    }

    private static string NameOf(JsonObject entry) =>
        Text(entry, nameof(ProviderOptions.Name)) is { Length: > 0 } name ? name : Text(entry, nameof(ProviderOptions.Type));

    private static string Text(JsonObject entry, string key) =>
        entry[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
