using System.Text.Json;
using AiBridge.Configuration;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Ai;

/// <summary>Whom a project's chat asks, as it is stored: an instance of its own where it names a type, else the provider that it names.</summary>
internal sealed class ProjectAi
{
    public ProjectAi(ProjectAiRow row, SecretVault vault)
    {
        (ProjectId, Version, CreatedAt) = (row.ProjectId, row.Version, row.CreatedAt);
        (HasApiKey, HasHeaders) = (row.ApiKey is not null, row.Headers is not null);
        var (key, headers) = (row.ApiKey is null ? null : vault.Open(row.ApiKey), HeadersOf(row, vault));
        Settings = new AiSettings
        {
            Provider = row.Provider,
            Model = row.Model,
            MaxTokens = row.MaxTokens,
            BaseUrl = row.BaseUrl,
            Region = row.Region,
            ApiKey = key,
            Headers = headers ?? new Dictionary<string, string>(),
            SecretUnreadable = (HasApiKey && key is null) || (HasHeaders && headers is null),
        };
        var faults = new ConfigurationFaults();
        if (ProviderTypes.Find(row.Provider) is { } type && WithoutStraySecrets(AiInstance.Build(Settings, type, row.ProjectId, faults), row) is var built && !faults.Any)
            Own = built;
    }

    public string ProjectId { get; }

    public long Version { get; }

    /// <summary>One that was cleared and set anew begins with the same version.</summary>
    public long CreatedAt { get; }

    public bool HasApiKey { get; }

    public bool HasHeaders { get; }

    public AiSettings Settings { get; }

    /// <summary>The instance of the type that it names; null where it names none, or cannot be built by the rules of now.</summary>
    public ProviderInstance? Own { get; }

    /// <summary>The configured headers, empty without any; null when they cannot be decrypted.</summary>
    public static Dictionary<string, string>? HeadersOf(ProjectAiRow row, SecretVault vault)
    {
        if (row.Headers is null)
            return [];
        return vault.Open(row.Headers) is { } headers ? JsonSerializer.Deserialize<Dictionary<string, string>>(headers.Reveal()) : null;
    }

    /// <summary>Better no call than one without a header that may say whose account it is, or a key that was given for another place.</summary>
    private static ProviderInstance WithoutStraySecrets(ProviderInstance built, ProjectAiRow row)
    {
        var hasSecrets = row.ApiKey is not null || row.Headers is not null;
        var strays = hasSecrets && !SecretDestination.MayGo(SecretDestination.Parse(row.SecretDestination), SecretDestination.Of(built));
        return strays || built.SecretUnreadable
            ? built with { SecretWithheld = strays, Keys = [], Headers = new Dictionary<string, string>(), Auth = Contracts.Providers.ProviderAuth.ApiKey }
            : built;
    }
}
