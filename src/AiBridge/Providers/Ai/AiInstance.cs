using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Providers.Stored;

namespace AiBridge.Providers.Ai;

/// <summary>
/// Makes the instance of a chat that names a provider type: it shares neither key nor circuit nor connection with any other, and no name leads
/// an agent to it.
/// </summary>
internal static class AiInstance
{
    /// <summary>What records and messages call it.</summary>
    public const string Name = "ai-config";

    /// <summary>Only good for use when no fault was added.</summary>
    /// <param name="settings">The chat's.</param>
    /// <param name="type">The type it names.</param>
    /// <param name="projectId">Null: the server's.</param>
    /// <param name="faults">Key paths as in the section <c>Ai</c>: <c>ApiKey</c>, <c>Headers:x-team</c>.</param>
    public static ProviderInstance Build(AiSettings settings, ProviderType type, string? projectId, ConfigurationFaults faults)
    {
        var plain = new ProviderOptions { Type = type.Name, BaseUrl = settings.BaseUrl };
        var entry = plain with
        {
            // A key is there to be sent, also where the type sends none by default.
            Auth = settings.ApiKey is not null && type.DefaultAuth == ProviderAuth.None ? ProviderAuth.ApiKey : null,
            Keys = settings.ApiKey is { } key ? [key.Reveal()] : null,
            Headers = settings.Headers.ToDictionary(header => header.Key, string? (header) => header.Value),
        };
        var found = new ConfigurationFaults();
        var built = ProviderAssembly.Build(entry, Name, type, ProviderContext.OfStore(found));
        foreach (var fault in found.Each)
            faults.Add(fault.KeyPath.Split(':')[0] == nameof(ProviderOptions.Keys) ? nameof(AiOptions.ApiKey) : fault.KeyPath, fault.Problem);

        // No provider's name has this character.
        var qualifiedName = projectId is null ? $"@{Name}" : $"{projectId}/@{Name}";
        var guarded = projectId is not null;
        return built with
        {
            ProjectId = projectId,
            QualifiedName = qualifiedName,
            ClusterId = ProviderAssembly.ClusterIdOf(qualifiedName, built.BaseUrl, plain, guarded),
            Account = ProviderAssembly.AccountOf(qualifiedName, built.BaseUrl),
            Guarded = guarded,
            IsOfChat = true,
            Options = plain,
            SecretUnreadable = settings.SecretUnreadable,
        };
    }

    /// <summary>Where key and headers go.</summary>
    public static SecretDestination DestinationOf(string? baseUrl, ProviderType type) => SecretDestination.Of(type.Name, baseUrl ?? type.DefaultBaseUrl ?? "", tokenUrl: null);
}
