using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Queries;

/// <summary>What is told of provider types and of the settings of a provider.</summary>
internal static class ProviderTypeViews
{
    public static ProviderTypesDto All { get; } = new(
        [.. ProviderTypes.All.Select(type => new ProviderTypeDto(type.Name, type.ClientBase, type.DefaultBaseUrl, type.DefaultAuth, type.ByokOnly, type.Routable))],
        [.. Settings(SettingShape.Of(typeof(ProviderOptions)), SettingWriters.All, new Section("", "", ""))],
        null);

    private static IEnumerable<ProviderSettingDto> Settings(SettingShape shape, SettingWriters writers, Section section) => shape.Settings.Values.SelectMany(setting =>
    {
        var (who, group) = (writers & setting.Writers, setting.Group ?? section.Group);
        return setting.Shape.Kind == SettingKind.Section
            ? Settings(setting.Shape, who, new Section($"{section.Name}{setting.WireName}.", $"{section.Key}{setting.Name}:", group))
            : [View(setting, who, section with { Group = group })];
    });

    private static ProviderSettingDto View(Setting setting, SettingWriters writers, Section section) => new(
        section.Name + setting.WireName,
        section.Key + setting.Name,
        setting.Shape.JsonType,
        setting.IsRequired,
        setting.Shape.Write(setting.Default),
        setting.Minimum,
        setting.Maximum,
        setting.Length?.MaximumLength,
        setting.MostItems,
        setting.Words,
        setting.Description,
        section.Group,
        setting.IsSecret,
        [.. Enum.GetValues<SettingWriters>().Where(who => who != SettingWriters.All && writers.HasFlag(who)).Select(who => SettingWords.Of(who))]);

    /// <param name="Name">What a setting's name begins with on the wire.</param>
    /// <param name="Key">What its key path begins with in files.</param>
    /// <param name="Group">The group of what says none itself.</param>
    private sealed record Section(string Name, string Key, string Group);
}
