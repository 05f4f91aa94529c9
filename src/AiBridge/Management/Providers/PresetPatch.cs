using System.Text.Json.Nodes;
using AiBridge.Projects.Changes;
using AiBridge.Providers;

namespace AiBridge.Management.Providers;

/// <summary>A request that names a preset: what it does not say itself, the preset says.</summary>
internal static class PresetPatch
{
    /// <summary>Every fault is added to the body.</summary>
    public static ProviderPatch Read(BodyFields body)
    {
        var name = body.RequiredText("preset", 64);
        var preset = ProviderPresets.Find(name);
        if (preset is null && name.Length > 0)
            body.Fault("preset", $"must be one of {string.Join(", ", ProviderPresets.All.Select(known => known.Name))}");
        var given = body.Has("apiKey");
        if (given && body.Has("apiKeys"))
            body.Fault("apiKey", "must not stand beside apiKeys");
        var key = ProviderPatchReader.Value(body, "apiKey");
        var patch = new ProviderPatchReader(body).Read(nameNeeded: preset is null || (body.Has("name") && !body.IsNull("name")), key is null ? null : [new KeyPatch("apiKey", null, key)]);
        if (given)
            patch = patch with { KeysField = "apiKey" };
        if (preset is { ByokOnly: true } && patch.Keys is { Count: > 0 })
            body.Fault(patch.KeysField, "must be absent: callers of this preset bring their own credential");
        return preset is null ? patch : Complete(patch, preset);
    }

    private static ProviderPatch Complete(ProviderPatch patch, ProviderPreset preset)
    {
        var settings = patch.Settings.Where(setting => setting.Value is not null).ToDictionary();
        settings.TryAdd("type", JsonValue.Create(preset.Type));
        settings.TryAdd("displayName", JsonValue.Create(preset.DisplayName));
        settings.TryAdd("baseUrl", JsonValue.Create(preset.BaseUrl));
        // A local server's key, when one is given, is meant to be sent.
        settings.TryAdd("auth", JsonValue.Create(patch.Keys is { Count: > 0 } ? "api_key" : preset.Auth));
        return patch with { Name = patch.Name ?? preset.Name, Settings = settings };
    }
}
