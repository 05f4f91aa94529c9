using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

internal sealed class AiProviderKind : ResourceKind<AiProviderRow>
{
    public static AiProviderKind Instance { get; } = new();

    public override string ResourceOf(AiProviderRow row) => $"ai-providers/{row.Id}";

    public override string ProjectOf(AiProviderRow row) => row.ProjectId;

    public override void Compare(AuditChanges changes, AiProviderRow? before, AiProviderRow after)
    {
        changes.Add("name", before?.Name, after.Name);
        changes.Add("provider", before?.Provider, after.Provider);
        changes.Add("slug", before?.Slug, after.Slug);
        changes.Add("defaultModel", before?.DefaultModel, after.DefaultModel);
        changes.Add("baseUrl", before?.BaseUrl, after.BaseUrl);
        changes.Add("secretId", before?.SecretId, after.SecretId);
        changes.Add("config", Config(before), Config(after));
    }

    public override RefusedException Taken(AiProviderRow row) =>
        RefusedException.Conflict("ai_provider_exists", $"The project has a provider with the slug {row.Slug} already.");

    private static JsonNode? Config(AiProviderRow? row) => row?.Config is { } config ? JsonNode.Parse(config) : null;
}
