using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Providers;

/// <summary>What is told of a provider, whether the configuration or the store has it.</summary>
internal sealed class ProviderViews(ProviderRegistry registry, ProviderHealth health, SecretVault vault)
{
    /// <summary>One of the configuration.</summary>
    public ProviderDto Of(ProviderInstance provider) => Plain(provider.Name, provider.Type, provider.Options) with
    {
        DisplayName = provider.DisplayName,
        BaseUrl = provider.BaseUrl,
        Auth = SettingWords.Of(provider.Auth),
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
    public ProviderDto Of(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var serving = registry.Find(row.Name);
        var own = serving?.StoredId == row.Id ? serving : null;
        var shadowed = serving is { StoredId: null };
        var settings = new SettingBinder(new ConfigurationFaults()).BindProvider(JsonNode.Parse(row.Settings)!.AsObject());
        var unreadable = own is { SecretUnreadable: false } ? [] : secrets.Where(used => vault.Open(used.Secret.Protected) is null).Select(used => used.Use).ToHashSet();
        var broken = own is null ? Faults(row, secrets) : [];
        return Plain(row.Name, ProviderTypes.Find(settings.Type), settings) with
        {
            Status = shadowed ? "shadowed" : broken.Count > 0 ? "faulty" : settings.Enabled ? "enabled" : "disabled",
            ShadowedBy = shadowed ? ProviderSource.Config : null,
            Errors = [.. broken, .. unreadable.Select(use => new FieldProblem(SecretRows.FieldOf(use.Purpose), SecretVault.NotDecryptable))],
            Keys = [.. secrets.Where(used => used.Use.Purpose == ProviderSecretRow.Key).OrderBy(used => used.Use.Position).Select(used => Key(used, unreadable))],
            Oauth = OAuth(settings.OAuth, HintOf(secrets, ProviderSecretRow.OAuthClientSecret)),
            CustomHeader = CustomHeader(settings.CustomHeader, HintOf(secrets, ProviderSecretRow.CustomHeader)),
            Headers = secrets.Where(used => used.Use.Purpose.StartsWith(ProviderSecretRow.HeaderPrefix, StringComparison.Ordinal))
                .OrderBy(used => used.Use.Purpose, StringComparer.Ordinal)
                .ToDictionary(used => used.Use.Purpose[ProviderSecretRow.HeaderPrefix.Length..], used => used.Secret.Hint),
            ModelCount = own is null ? null : health.ModelCountOf(own),
            Health = own is null ? new ProviderHealthSummaryDto(null, null) : HealthOf(own),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        };
    }

    private static ProviderDto Plain(string name, ProviderType? type, ProviderOptions options) => new()
    {
        Name = name,
        Type = options.Type,
        DisplayName = options.DisplayName ?? name,
        BaseUrl = (options.BaseUrl ?? type?.DefaultBaseUrl ?? "").TrimEnd('/'),
        Auth = SettingWords.Of(options.Auth ?? type?.DefaultAuth ?? ProviderAuth.ApiKey),
        Source = ProviderSource.Store,
        ReadOnly = false,
        Enabled = options.Enabled,
        Status = options.Enabled ? "enabled" : "disabled",
        ShadowedBy = null,
        Routable = type is { Routable: true },
        Errors = [],
        Keys = [],
        Oauth = null,
        CustomHeader = null,
        Headers = new Dictionary<string, string>(),
        DefaultModel = options.DefaultModel,
        KeySelection = SettingWords.Of(options.KeySelection),
        AllowByok = options.AllowByok,
        CircuitBreaker = new ProviderCircuitBreakerDto(
            options.CircuitBreaker.Enabled, options.CircuitBreaker.FailureThreshold, options.CircuitBreaker.FailureRatio, (int)options.CircuitBreaker.Sampling.TotalSeconds, (int)options.CircuitBreaker.Break.TotalSeconds),
        Timeouts = new ProviderTimeoutsDto(options.Timeouts.Connect.TotalSeconds, options.Timeouts.FirstByte.TotalSeconds, options.Timeouts.Silence.TotalSeconds),
        Limits = new ProviderLimitsDto(options.Limits.RequestsPerMinute, options.Limits.ConcurrentRequests),
        ModelCount = null,
        Health = new ProviderHealthSummaryDto(null, null),
        CreatedAt = null,
        UpdatedAt = null,
    };

    private ProviderHealthSummaryDto HealthOf(ProviderInstance provider)
    {
        var last = health.LastErrorOf(provider);
        return new ProviderHealthSummaryDto(last is null ? null : EnumWord.Of(last.Class), last?.At);
    }

    private IReadOnlyList<FieldProblem> Faults(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var faults = new ConfigurationFaults();
        StoredAssembly.Build(row, secrets, vault, faults);
        return [.. faults.Each.Select(fault => new FieldProblem(StoredSettings.FieldOf(fault.KeyPath, "apiKeys"), fault.Problem))];
    }

    private static ProviderKeyDto Key(UsedSecret key, HashSet<ProviderSecretRow> unreadable) =>
        new(key.Secret.Id, key.Secret.Hint, unreadable.Contains(key.Use) ? SecretVault.NotDecryptable : null);

    private static ProviderOAuthDto? OAuth(OAuthOptions? client, string? hint) => client is not { TokenUrl: not null } and not { ClientId: not null } && hint is null
        ? null
        : new ProviderOAuthDto(client?.TokenUrl, client?.ClientId, client?.Scope, hint);

    private static ProviderHeaderDto? CustomHeader(CustomHeaderOptions? header, string? hint) =>
        header?.Name is null && hint is null ? null : new ProviderHeaderDto(header?.Name, hint);

    private static string? HintOf(IReadOnlyList<UsedSecret> secrets, string purpose) => secrets.FirstOrDefault(used => used.Use.Purpose == purpose)?.Secret.Hint;
}
