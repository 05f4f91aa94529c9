using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>Makes server-wide providers of their rows, by the rules of the configuration's.</summary>
internal static class StoredAssembly
{
    /// <summary>Only good for use when no fault was added.</summary>
    /// <param name="row">The provider.</param>
    /// <param name="secrets">All it uses.</param>
    /// <param name="vault">Opens them.</param>
    /// <param name="faults">Key paths as in a configuration entry: <c>Timeouts:ConnectSeconds</c>.</param>
    public static ProviderInstance? Build(ProviderRow row, IReadOnlyList<UsedSecret> secrets, SecretVault vault, ConfigurationFaults faults)
    {
        var (opened, ofHeaders) = (new StoredSecrets(vault), new StoredSecrets(vault));
        var entry = new SettingBinder(faults).BindProvider(WithSecrets(row, secrets, opened, ofHeaders));
        if (ProviderTypes.Find(entry.Type) is not { } type)
        {
            faults.Add("Type", $"\"{entry.Type}\" is not a provider type; known are {string.Join(", ", ProviderTypes.All.Select(known => known.Name))}");
            return null;
        }

        var built = ProviderAssembly.Build(entry, row.Name, type, ProviderContext.OfStore(faults)) with { StoredId = row.Id };
        var finished = Finish(built, Settings(row), opened.Missing || ofHeaders.Missing) with
        {
            SecretUnreadable = opened.Unreadable || ofHeaders.Unreadable,
            SecretWithheld = opened.Withheld || ofHeaders.Withheld,
        };
        // A header may say whose account it is: better no call than one without it.
        return ofHeaders.Missing ? finished with { Keys = [], Auth = built.Auth == ProviderAuth.None ? ProviderAuth.ApiKey : built.Auth } : finished;
    }

    /// <summary>What is set and no secret; whether it is sound is not asked.</summary>
    public static ProviderOptions Settings(ProviderRow row) => new SettingBinder(new ConfigurationFaults()).BindProvider(StoredSettings.Of(row.Settings));

    /// <summary>What every provider of the store has in common: it is guarded, its options keep no secrets, and what could not be decrypted or must not be sent is missing.</summary>
    public static ProviderInstance Finish(ProviderInstance built, ProviderOptions settings, bool missing) => built with
    {
        ClusterId = ProviderAssembly.ClusterIdOf(built.QualifiedName, built.BaseUrl, settings, guarded: true),
        Guarded = true,
        Options = settings,
        CustomHeaderValue = missing ? null : built.CustomHeaderValue,
        OAuth = Guard(missing && built.OAuth is { } client ? client with { ClientSecret = null } : built.OAuth),
    };

    private static OAuthClient? Guard(OAuthClient? client) => client is null ? null : client with { Guarded = true };

    /// <summary>The entry that a file would hold: each secret where its setting stands.</summary>
    private static JsonObject WithSecrets(ProviderRow row, IReadOnlyList<UsedSecret> secrets, StoredSecrets opened, StoredSecrets ofHeaders)
    {
        var settings = StoredSettings.Of(row.Settings);
        var places = new ServerSecrets(settings, secrets.Select(used => used.Use.Purpose));
        var (keys, headers) = (new JsonArray(), new JsonObject());
        foreach (var (use, secret) in secrets.OrderBy(used => used.Use.Position))
        {
            if (use.Purpose == ProviderSecretRow.Key)
            {
                if (opened.Open(secret, places.MayGo(use)) is { } key)
                    keys.Add(key);
            }
            else if (SecretPurposes.HeaderOf(use.Purpose) is { } header)
                headers[header] = ofHeaders.Open(secret, places.MayGo(use));
            else
                Put(settings, SecretPurposes.FieldOf(use.Purpose), opened.OpenOrPlaceholder(secret, places.MayGo(use)));
        }

        settings[nameof(ProviderOptions.Keys)] = keys;
        settings[nameof(ProviderOptions.Headers)] = headers;
        return settings;
    }

    private static void Put(JsonObject settings, string field, string? value)
    {
        var path = field.Split('.');
        foreach (var section in path[..^1])
            settings = settings[section] as JsonObject ?? (JsonObject)(settings[section] = new JsonObject());
        settings[path[^1]] = value;
    }
}
