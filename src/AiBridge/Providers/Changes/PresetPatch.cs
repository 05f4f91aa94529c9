using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;

namespace AiBridge.Providers.Changes;

/// <summary>A request that names a preset: what it does not say itself, the preset says.</summary>
internal static class PresetPatch
{
    private const string Key = "apiKey";

    /// <summary>Every fault is added to the body.</summary>
    public static ProviderPatch Read(BodyFields body)
    {
        var name = body.RequiredText("preset", 64);
        var preset = ProviderPresets.Find(name);
        if (preset is null && name.Length > 0)
            body.Fault("preset", $"must be one of {string.Join(", ", ProviderPresets.All.Select(known => known.Name))}");
        var given = body.Has(Key);
        if (given && body.Has(SecretPurposes.Keys))
            body.Fault(Key, "must not stand beside apiKeys");
        var key = ProviderPatchReader.Value(body, Key);
        var patch = new ProviderPatchReader(body).Read(nameNeeded: preset is null || (body.Has("name") && !body.IsNull("name")), key is null ? null : [new KeyPatch(Key, null, key)]);
        if (given)
            patch = patch with { KeysField = Key };
        if (preset is { ByokOnly: true } && patch.Keys is { Count: > 0 })
            body.Fault(patch.KeysField, "must be absent: callers of this preset bring their own credential");
        return preset is null ? patch : Complete(patch, preset);
    }

    private static ProviderPatch Complete(ProviderPatch patch, ProviderPreset preset)
    {
        var settings = new JsonObject
        {
            ["type"] = preset.Type,
            ["displayName"] = preset.DisplayName,
            ["baseUrl"] = preset.BaseUrl,
            // A local server's key, when one is given, is meant to be sent.
            ["auth"] = SettingWords.Of(patch.Keys is { Count: > 0 } ? ProviderAuth.ApiKey : preset.Auth),
        };
        foreach (var (field, value) in patch.Settings.Where(setting => setting.Value is not null))
            settings[field] = value!.DeepClone();
        return patch with { Name = patch.Name ?? preset.Name, Settings = settings };
    }
}
