using System.Text.Json.Nodes;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

internal sealed class ProjectAiKind : ResourceKind<ProjectAiRow>
{
    public const string Resource = "ai/config";

    public static ProjectAiKind Instance { get; } = new();

    public override string ResourceOf(ProjectAiRow row) => Resource;

    public override string ProjectOf(ProjectAiRow row) => row.ProjectId;

    public override void Compare(AuditChanges changes, ProjectAiRow? before, ProjectAiRow after)
    {
        changes.Add("provider", before?.Provider, after.Provider);
        changes.Add("model", before?.Model, after.Model);
        changes.Add("maxTokens", Number(before?.MaxTokens), Number(after.MaxTokens));
        changes.Add("baseUrl", before?.BaseUrl, after.BaseUrl);
        changes.Add("region", before?.Region, after.Region);
        AddSecret(changes, "apiKey", before?.ApiKey, after.ApiKey);
        AddSecret(changes, "headers", before?.Headers, after.Headers);
    }

    private static JsonNode? Number(int? number) => number is { } value ? JsonValue.Create(value) : null;

    // Encrypted anew only where the value is another one.
    private static void AddSecret(AuditChanges changes, string field, string? before, string? after)
    {
        if (before != after)
            changes.AddSecret(field, before is null ? AuditChanges.Set : after is null ? AuditChanges.Removed : AuditChanges.Changed);
    }
}
