using AiBridge.Configuration;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Health;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Queries;

/// <summary>What is told of a provider, whether the configuration or the store has it.</summary>
internal sealed class ProviderViews(ProviderRegistry registry, ProviderHealth health, SecretVault vault)
{
    /// <summary>One of the configuration.</summary>
    public ProviderDto Of(ProviderInstance provider) => Plain(provider.Name, provider.Type, provider.Options) with
    {
        Source = ProviderSource.Config,
        ReadOnly = true,
        Keys = [.. provider.Keys.Select(key => new ProviderKeyDto(null, key.Hint, null))],
        Oauth = OAuth(provider.Options.OAuth, provider.OAuth?.ClientSecret?.Hint),
        CustomHeader = CustomHeader(provider.Options.CustomHeader, provider.CustomHeaderValue?.Hint),
        Headers = provider.Headers.ToDictionary(header => header.Key, header => new Secret(header.Value).Hint),
        ModelCount = health.ModelCountOf(provider),
        Health = HealthOf(provider),
    };

    /// <summary>One of the store.</summary>
    /// <param name="row">The provider.</param>
    /// <param name="secrets">All it uses.</param>
    public Versioned<ProviderDto> Of(ProviderRow row, IReadOnlyList<UsedSecret> secrets) => new(View(row, secrets), row.Version);

    private ProviderDto View(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var serving = registry.Find(row.Name);
        var own = serving?.StoredId == row.Id ? serving : null;
        var shadowed = serving is { StoredId: null };
        var settings = StoredAssembly.Settings(row);
        var unreadable = own is { SecretUnreadable: false } ? [] : secrets.Where(used => vault.Open(used.Secret.Protected) is null).Select(used => used.Use).ToHashSet();
        var withheld = Withheld(row, secrets);
        var broken = own is null ? Faults(row, secrets) : [];
        return Plain(row.Name, ProviderTypes.Find(settings.Type), settings) with
        {
            Status = shadowed ? "shadowed" : broken.Count > 0 ? "faulty" : settings.Enabled ? "enabled" : "disabled",
            ShadowedBy = shadowed ? ProviderSource.Config : null,
            Errors =
            [
                .. broken,
                .. unreadable.Select(use => new FieldProblem(SecretPurposes.FieldOf(use.Purpose), SecretVault.NotDecryptable)),
                .. withheld.Select(use => new FieldProblem(SecretPurposes.FieldOf(use.Purpose), "was given for another address and is not sent; give it anew")),
            ],
            Keys = [.. secrets.Where(used => used.Use.Purpose == ProviderSecretRow.Key).OrderBy(used => used.Use.Position).Select(used => Key(used, unreadable))],
            Oauth = OAuth(settings.OAuth, HintOf(secrets, ProviderSecretRow.OAuthClientSecret)),
            CustomHeader = CustomHeader(settings.CustomHeader, HintOf(secrets, ProviderSecretRow.CustomHeader)),
            Headers = secrets.Where(used => SecretPurposes.HeaderOf(used.Use.Purpose) is not null)
                .OrderBy(used => used.Use.Purpose, StringComparer.Ordinal)
                .ToDictionary(used => SecretPurposes.HeaderOf(used.Use.Purpose)!, used => used.Secret.Hint),
            ModelCount = own is null ? null : health.ModelCountOf(own),
            Health = own is null ? new ProviderHealthSummaryDto(null, null) : HealthOf(own),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        };
    }

    private static ProviderDto Plain(string name, ProviderType? type, ProviderOptions options) => new(options)
    {
        Name = name,
        DisplayName = options.DisplayName ?? name,
        BaseUrl = (options.BaseUrl ?? type?.DefaultBaseUrl ?? "").TrimEnd('/'),
        Auth = options.Auth ?? type?.DefaultAuth ?? ProviderAuth.ApiKey,
        Source = ProviderSource.Store,
        ReadOnly = false,
        Status = options.Enabled ? "enabled" : "disabled",
        ShadowedBy = null,
        Routable = type is { Routable: true },
        Errors = [],
        Keys = [],
        Oauth = null,
        CustomHeader = null,
        Headers = new Dictionary<string, string>(),
        ModelCount = null,
        Health = new ProviderHealthSummaryDto(null, null),
        CreatedAt = null,
        UpdatedAt = null,
    };

    private ProviderHealthSummaryDto HealthOf(ProviderInstance provider)
    {
        var last = health.LastErrorOf(provider);
        return new ProviderHealthSummaryDto(last is null ? null : SettingWords.Of(last.Class), last?.At);
    }

    private static IEnumerable<ProviderSecretRow> Withheld(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var places = new ServerSecrets(StoredSettings.Of(row.Settings), secrets.Select(used => used.Use.Purpose));
        return secrets.Select(used => used.Use).Where(use => !places.MayGo(use));
    }

    private IReadOnlyList<FieldProblem> Faults(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var faults = new ConfigurationFaults();
        StoredAssembly.Build(row, secrets, vault, faults);
        return [.. faults.Each.Select(fault => new FieldProblem(SettingFields.Of(fault.KeyPath, SecretPurposes.Keys), fault.Problem))];
    }

    private static ProviderKeyDto Key(UsedSecret key, HashSet<ProviderSecretRow> unreadable) =>
        new(key.Secret.Id, key.Secret.Hint, unreadable.Contains(key.Use) ? SecretVault.NotDecryptable : null);

    private static ProviderOAuthDto? OAuth(OAuthOptions? client, string? hint) =>
        client is null or { TokenUrl: null, ClientId: null, Scope: null } && hint is null ? null : new ProviderOAuthDto(client ?? new()) { ClientSecretHint = hint };

    private static ProviderHeaderDto? CustomHeader(CustomHeaderOptions? header, string? hint) =>
        header?.Name is null && hint is null ? null : new ProviderHeaderDto(header ?? new()) { ValueHint = hint };

    private static string? HintOf(IReadOnlyList<UsedSecret> secrets, string purpose) => secrets.FirstOrDefault(used => used.Use.Purpose == purpose)?.Secret.Hint;
}
