using System.Text.Json.Nodes;
using AiBridge.Management.Bodies;
using AiBridge.Providers;

namespace AiBridge.Management.Providers;

/// <summary>A request that names a preset: what it does not say itself, the preset says.</summary>
internal static class PresetWish
{
    /// <summary>Every fault is added to the body.</summary>
    public static ProviderWish Read(BodyFields body)
    {
        var name = body.RequiredText("preset", 64);
        var preset = ProviderPresets.Find(name);
        if (preset is null && name.Length > 0)
            body.Fault("preset", $"must be one of {string.Join(", ", ProviderPresets.All.Select(known => known.Name))}");
        var given = body.Has("apiKey");
        if (given && body.Has("apiKeys"))
            body.Fault("apiKey", "must not stand beside apiKeys");
        var key = ProviderWishReader.Value(body, "apiKey");
        var wish = new ProviderWishReader(body).Read(nameNeeded: preset is null || (body.Has("name") && !body.IsNull("name")), key is null ? null : [new KeyWish("apiKey", null, key)]);
        if (given)
            wish = wish with { KeysField = "apiKey" };
        if (preset is { ByokOnly: true } && wish.Keys is { Count: > 0 })
            body.Fault(wish.KeysField, "must be absent: callers of this preset bring their own credential");
        return preset is null ? wish : Complete(wish, preset);
    }

    private static ProviderWish Complete(ProviderWish wish, ProviderPreset preset)
    {
        var settings = wish.Settings.Where(setting => setting.Value is not null).ToDictionary();
        settings.TryAdd("type", JsonValue.Create(preset.Type));
        settings.TryAdd("displayName", JsonValue.Create(preset.DisplayName));
        settings.TryAdd("baseUrl", JsonValue.Create(preset.BaseUrl));
        // A local server's key, when one is given, is meant to be sent.
        settings.TryAdd("auth", JsonValue.Create(wish.Keys is { Count: > 0 } ? "api_key" : preset.Auth));
        return wish with { Name = wish.Name ?? preset.Name, Settings = settings };
    }
}
