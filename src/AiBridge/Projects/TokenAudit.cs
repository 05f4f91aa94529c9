using System.Text.Json.Nodes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>What the audit log says of a token, whoever made or revoked it.</summary>
internal static class TokenAudit
{
    public static string ResourceOf(TokenRow token) => $"projects/{token.ProjectId}/tokens/{token.Id}";

    public static void AddCreated(AuditChanges changes, TokenRow token)
    {
        changes.Add("name", null, token.Name);
        changes.Add("actorName", null, token.ActorName);
        changes.Add("permissions", null, new JsonArray([.. token.Permissions.Split(' ').Select(permission => JsonValue.Create(permission))]));
        if (token.ServerScope)
            changes.Add("serverScope", JsonValue.Create(false), JsonValue.Create(true));
        changes.AddTime("expiresAt", null, token.ExpiresAt);
    }

    public static void AddRevoked(AuditChanges changes, TokenRow token) => changes.AddTime("revokedAt", null, token.RevokedAt);
}
