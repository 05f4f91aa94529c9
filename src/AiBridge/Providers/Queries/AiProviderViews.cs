using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Queries;

/// <summary>What is told of a project's provider.</summary>
internal static class AiProviderViews
{
    public static Versioned<AiProviderDto> Of(AiProviderRow row, ProviderRegistry registry) => new(View(row, registry), row.Version);

    private static AiProviderDto View(AiProviderRow row, ProviderRegistry registry) => new()
    {
        Id = row.Id,
        ProjectId = row.ProjectId,
        SecretId = row.SecretId,
        Name = row.Name,
        Slug = row.Slug,
        Provider = row.Provider,
        DefaultModel = row.DefaultModel,
        BaseUrl = row.BaseUrl,
        Config = ConfigOf(row),
        UnusedConfig = ConfigOf(row) is { } config ? ProjectSettings.Split(config).Unused : [],
        Routable = ProviderTypes.Find(row.Provider) is { Routable: true },
        Fault = Fault(row, registry.Current),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
    };

    private static JsonObject? ConfigOf(AiProviderRow row) => row.Config is null ? null : JsonNode.Parse(row.Config)!.AsObject();

    /// <summary>What keeps it from serving, as it is in force; never a secret.</summary>
    private static string? Fault(AiProviderRow row, ProviderSnapshot now)
    {
        if (now.FaultsOf(row.ProjectId, row.Slug) is { Count: > 0 } faults)
            return string.Join("; ", faults.Select(fault => $"{SettingFields.OfProject(fault.KeyPath)} {fault.Problem}"));
        return now.Find(row.ProjectId, row.Slug) switch
        {
            { SecretUnreadable: true } => $"{SecretVault.NotDecryptable}: its secret cannot be decrypted; give that a new value",
            { SecretWithheld: true } => "its secret was given for another address and is not sent; name it again",
            _ => null,
        };
    }
}
