using System.Text.Json.Nodes;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

internal sealed class TokenKind : ResourceKind<TokenRow>
{
    public static TokenKind Instance { get; } = new();

    public override string ResourceOf(TokenRow row) => $"projects/{row.ProjectId}/tokens/{row.Id}";

    public override string ProjectOf(TokenRow row) => row.ProjectId;

    public override void Compare(AuditChanges changes, TokenRow? before, TokenRow after)
    {
        changes.Add("name", before?.Name, after.Name);
        changes.Add("actorName", before?.ActorName, after.ActorName);
        changes.Add("permissions", Permissions(before), Permissions(after));
        changes.Add("serverScope", JsonValue.Create(before?.ServerScope ?? false), JsonValue.Create(after.ServerScope));
        changes.AddTime("expiresAt", before?.ExpiresAt, after.ExpiresAt);
        changes.AddTime("revokedAt", before?.RevokedAt, after.RevokedAt);
    }

    private static JsonArray? Permissions(TokenRow? row) =>
        row is null ? null : new JsonArray([.. row.Permissions.Split(' ').Select(permission => JsonValue.Create(permission))]);
}
