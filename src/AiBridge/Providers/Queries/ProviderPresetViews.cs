using AiBridge.Contracts;
using AiBridge.Contracts.Providers;

namespace AiBridge.Providers.Queries;

/// <summary>What is told of presets.</summary>
internal static class ProviderPresetViews
{
    public static Page<ProviderPresetDto> All { get; } = new(
        [
            .. ProviderPresets.All.Select(preset => new ProviderPresetDto(
                preset.Name, preset.DisplayName, preset.Type, preset.BaseUrl, preset.Auth, preset.Description, preset.NeedsPrivateNetwork, preset.ByokOnly)),
        ],
        NextCursor: null);
}
