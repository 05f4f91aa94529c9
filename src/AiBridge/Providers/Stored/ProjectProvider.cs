using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Stored;

/// <summary>
/// A provider that a project brought. Without a base URL of its own it stands on the server-wide provider whose name it takes: on its
/// address, its settings and, without a secret of its own, its keys; and what the server's administrator forbids there is forbidden to it. With a
/// base URL of its own it shares nothing, least of all a key.
/// </summary>
internal sealed class ProjectProvider(AiProviderRow row, SecretRow? secret, SecretVault vault)
{
    private ProviderInstance? _base;
    private ProviderInstance? _built;

    public string Id => row.Id;

    public string ProjectId => row.ProjectId;

    public string Slug => row.Slug;

    /// <summary>Why it does not serve; empty when it does.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; private set; } = [];

    /// <summary>The instance that serves, given the server-wide one of the same name; null when the stored settings have faults.</summary>
    public ProviderInstance? Over(ProviderInstance? serverWide)
    {
        if (_built is not null && ReferenceEquals(_base, serverWide))
            return _built;
        var faults = new ConfigurationFaults();
        _base = serverWide;
        _built = WithoutStraySecret(Build(serverWide, faults));
        Faults = faults.Each;
        return _built = faults.Any ? null : _built;
    }

    /// <summary>Only good for use when no fault was added.</summary>
    public ProviderInstance? Build(ProviderInstance? serverWide, ConfigurationFaults faults)
    {
        if (ProviderTypes.Find(row.Provider) is not { } type)
        {
            faults.Add("Provider", $"\"{row.Provider}\" is not a provider type; known are {string.Join(", ", ProviderTypes.All.Select(known => known.Name))}");
            return null;
        }

        // A server-wide provider of another type that came later does not take the project's away.
        var built = row.BaseUrl is null && serverWide?.Type == type ? BuildOver(serverWide, faults) : BuildAlone(type, faults);
        return built with { Name = row.Slug, DisplayName = row.Name, ProjectId = row.ProjectId, StoredId = row.Id };
    }

    /// <summary>A key never follows to another host, also when it is the server's administrator who moves the provider it stands on.</summary>
    private ProviderInstance? WithoutStraySecret(ProviderInstance? built) =>
        built is null || secret is null || SecretDestination.MayGo(SecretDestination.Parse(row.SecretDestination), SecretDestination.Of(built))
            ? built
            : built with { SecretWithheld = true, Keys = [], CustomHeaderValue = null, OAuth = built.OAuth is { } client ? client with { ClientSecret = null } : null };

    private string QualifiedName => $"{row.ProjectId}/{row.Slug}";

    private ProviderInstance BuildAlone(ProviderType type, ConfigurationFaults faults)
    {
        var opened = new StoredSecrets(vault);
        var settings = Settings(new ProviderOptions { Type = type.Name }, faults) with { BaseUrl = row.BaseUrl };
        var entry = WithSecret(settings, type, opened);
        var built = ProviderAssembly.Build(entry, row.Slug, type, ProviderContext.OfStore(faults)) with
        {
            QualifiedName = QualifiedName,
            Account = ProviderAssembly.AccountOf(QualifiedName, row.BaseUrl ?? type.DefaultBaseUrl ?? ""),
        };
        return StoredAssembly.Finish(built, settings, opened.Unreadable) with { SecretUnreadable = opened.Unreadable };
    }

    private ProviderInstance BuildOver(ProviderInstance serverWide, ConfigurationFaults faults)
    {
        var settings = Within(serverWide, Settings(serverWide.Options, faults));
        var over = serverWide with
        {
            QualifiedName = QualifiedName,
            ClusterId = ProviderAssembly.ClusterIdOf(QualifiedName, serverWide.BaseUrl, settings, serverWide.Guarded),
            Enabled = settings.Enabled,
            AllowByok = settings.AllowByok,
            Options = settings,
            StandsOn = serverWide,
        };
        return secret is null ? over : WithOwnCredential(over, settings, faults) with { Account = ProviderAssembly.AccountOf(QualifiedName, serverWide.BaseUrl) };
    }

    /// <summary>The server's policy is the upper bound: whether its address is called at all, whether with callers' own keys, how often again, and in which order its keys are used. Its limits hold beside the project's.</summary>
    private ProviderOptions Within(ProviderInstance serverWide, ProviderOptions settings) => settings with
    {
        Enabled = settings.Enabled && serverWide.Enabled,
        AllowByok = settings.AllowByok && serverWide.AllowByok,
        MaxRetries = Math.Min(settings.MaxRetries, serverWide.Options.MaxRetries),
        Retry = settings.Retry < serverWide.Options.Retry ? settings.Retry : serverWide.Options.Retry,
        KeySelection = secret is null ? serverWide.Options.KeySelection : settings.KeySelection,
    };

    private ProviderInstance WithOwnCredential(ProviderInstance over, ProviderOptions settings, ConfigurationFaults faults)
    {
        var opened = new StoredSecrets(vault);
        var own = ProviderCredentials.Read(WithSecret(settings, over.Type, opened), over.Type, ProviderContext.OfStore(faults));
        return over with
        {
            Auth = own.Auth,
            Keys = opened.Unreadable ? [] : own.Keys,
            CustomHeaderName = own.CustomHeaderName,
            CustomHeaderValue = opened.Unreadable ? null : own.CustomHeaderValue,
            OAuth = own.OAuth is not { } client ? null : client with
            {
                ClientSecret = opened.Unreadable ? null : client.ClientSecret,
                // The configuration's own token URL may be private; one that the project names may not.
                Guarded = over.Guarded || client.TokenUrl != over.OAuth?.TokenUrl,
            },
            SecretUnreadable = opened.Unreadable,
        };
    }

    // The secret serves what Auth says; without a word, the type's way, or a key where the type has none.
    private ProviderOptions WithSecret(ProviderOptions settings, ProviderType type, StoredSecrets opened)
    {
        if (secret is null)
            return settings with { Keys = null };
        ProviderAuth? auth = settings.Auth ?? (type.DefaultAuth == ProviderAuth.None ? ProviderAuth.ApiKey : null);
        settings = settings with { Auth = auth, Keys = null };
        return auth switch
        {
            ProviderAuth.OAuth => settings with { OAuth = (settings.OAuth ?? new()) with { ClientSecret = opened.OpenOrPlaceholder(secret) } },
            ProviderAuth.CustomHeader => settings with { CustomHeader = (settings.CustomHeader ?? new()) with { Value = opened.OpenOrPlaceholder(secret) } },
            ProviderAuth.None => settings,
            _ => settings with { Keys = opened.Open(secret) is { } key ? [key] : [] },
        };
    }

    private ProviderOptions Settings(ProviderOptions otherwise, ConfigurationFaults faults)
    {
        // A type without routes keeps settings that nobody knows yet.
        var config = row.Config is null || ProviderTypes.Find(row.Provider) is not { Routable: true } ? [] : ProjectSettings.Split(JsonNode.Parse(row.Config)!.AsObject()).Used;
        var settings = new SettingBinder(faults).BindProviderOver(otherwise, config);
        return row.DefaultModel.Length > 0 ? settings with { DefaultModel = row.DefaultModel } : settings;
    }
}
