using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>A secret and what a provider uses it for.</summary>
internal sealed record UsedSecret(ProviderSecretRow Use, SecretRow Secret);

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
        var settings = new SettingBinder(faults).BindProvider(JsonNode.Parse(row.Settings)!.AsObject());
        if (ProviderTypes.Find(settings.Type) is not { } type)
        {
            faults.Add("Type", $"\"{settings.Type}\" is not a provider type; known are {string.Join(", ", ProviderTypes.All.Select(known => known.Name))}");
            return null;
        }

        var (opened, ofHeaders) = (new StoredSecrets(vault), new StoredSecrets(vault));
        var entry = WithSecrets(settings, secrets, opened) with { Headers = Headers(secrets, ofHeaders) };
        var built = ProviderAssembly.Build(entry, row.Name, type, ProviderContext.OfStore(faults)) with { StoredId = row.Id };
        var finished = Finish(built, settings, opened.Unreadable || ofHeaders.Unreadable);
        // A header may say whose account it is: better no call than one without it.
        return ofHeaders.Unreadable ? finished with { Keys = [], Auth = built.Auth == ProviderAuth.None ? ProviderAuth.ApiKey : built.Auth } : finished;
    }

    /// <summary>What every provider of the store has in common: it is guarded, its options keep no secrets, and what could not be decrypted is missing.</summary>
    public static ProviderInstance Finish(ProviderInstance built, ProviderOptions settings, bool unreadable) => built with
    {
        ClusterId = ProviderAssembly.ClusterIdOf(built.QualifiedName, built.BaseUrl, settings, guarded: true),
        Guarded = true,
        Options = settings,
        SecretUnreadable = unreadable,
        CustomHeaderValue = unreadable ? null : built.CustomHeaderValue,
        OAuth = Guard(unreadable && built.OAuth is { } client ? client with { ClientSecret = null } : built.OAuth),
    };

    private static OAuthClient? Guard(OAuthClient? client) => client is null ? null : client with { Guarded = true };

    private static ProviderOptions WithSecrets(ProviderOptions settings, IReadOnlyList<UsedSecret> secrets, StoredSecrets opened)
    {
        SecretRow? Of(string purpose) => secrets.FirstOrDefault(used => used.Use.Purpose == purpose)?.Secret;
        return settings with
        {
            Keys = [.. secrets.Where(used => used.Use.Purpose == ProviderSecretRow.Key).OrderBy(used => used.Use.Position).Select(used => opened.Open(used.Secret)).OfType<string>().Select(ProviderKey.FromString)],
            OAuth = (settings.OAuth ?? new()) with { ClientSecret = opened.OpenOrPlaceholder(Of(ProviderSecretRow.OAuthClientSecret)) },
            CustomHeader = (settings.CustomHeader ?? new()) with { Value = opened.OpenOrPlaceholder(Of(ProviderSecretRow.CustomHeader)) },
        };
    }

    private static Dictionary<string, string?> Headers(IReadOnlyList<UsedSecret> secrets, StoredSecrets opened)
    {
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (use, secret) in secrets)
        {
            if (use.Purpose.StartsWith(ProviderSecretRow.HeaderPrefix, StringComparison.Ordinal) && opened.Open(secret) is { } value)
                headers[use.Purpose[ProviderSecretRow.HeaderPrefix.Length..]] = value;
        }

        return headers;
    }
}
