using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.CommandLine;

/// <summary>The audit log's entry of a command that writes. Whoever runs one needs no token but the files; the entry names the account.</summary>
internal sealed class CommandAudit(string command, string permission, TimeProvider clock)
{
    private static readonly TimeOrderedId Ids = new();

    /// <param name="resource">Kind and id or name.</param>
    /// <param name="projectId">Null for what is server-wide.</param>
    /// <param name="changes">What it changes.</param>
    public AuditRow Row(string resource, string? projectId, AuditChanges changes)
    {
        var now = clock.GetUtcNow();
        return new AuditRow
        {
            Id = Ids.Next(now),
            At = now.ToUnixTimeMilliseconds(),
            ActorName = Environment.UserName,
            ProjectId = projectId,
            Action = permission,
            Operation = $"cli:{command}",
            Resource = resource,
            Changes = changes.ToJson(),
            Result = AuditRow.Succeeded,
            Status = StatusCodes.Status200OK,
            RequestId = $"cli-{Environment.ProcessId}",
        };
    }
}
