using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Stored;

/// <summary>What of the <c>config</c> of a project's provider is a setting that a project may set. Whatever else stands there is kept and told, and heeded by nobody.</summary>
internal static class ProjectSettings
{
    /// <param name="config">As it is stored.</param>
    /// <returns>The settings alone, and the paths of all else: <c>timeouts.someSeconds</c>.</returns>
    public static (JsonObject Used, IReadOnlyList<string> Unused) Split(JsonObject config)
    {
        var unused = new List<string>();
        return (Split(config, SettingShape.Of(typeof(ProviderOptions)), SettingWriters.All, "", unused), unused);
    }

    private static JsonObject Split(JsonObject config, SettingShape shape, SettingWriters writers, string path, List<string> unused)
    {
        var used = new JsonObject();
        foreach (var (name, value) in config)
        {
            var setting = shape.Settings.Values.FirstOrDefault(known => known.WireName == name);
            var may = setting is null ? default : setting.Writers & writers;
            if (setting is null || !may.HasFlag(SettingWriters.Project))
                unused.Add(path + name);
            else if (setting.Shape.Kind == SettingKind.Section && value is JsonObject section)
                used[name] = Split(section, setting.Shape, may, $"{path}{name}.", unused);
            else
                used[name] = value?.DeepClone();
        }

        return used;
    }
}
