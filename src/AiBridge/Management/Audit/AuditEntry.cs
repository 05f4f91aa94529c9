using System.Text.Json;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Audit;

/// <summary>
/// What the audit log will say of the write in hand. The handler names the resource and the changed fields and adds the entry to its
/// own transaction; of a write that was refused or failed, <see cref="AuditFilter"/> writes it.
/// </summary>
internal sealed class AuditEntry(HttpContext context, string action, string resource, TimeProvider clock)
{
    private readonly List<string> _changes = [];

    /// <summary>Kind and id or name: <c>providers/openai</c>.</summary>
    public string Resource { get; set; } = resource;

    /// <summary>The project it concerns; null for what is server-wide.</summary>
    public string? ProjectId { get; set; }

    /// <summary>It is part of the handler's transaction.</summary>
    public bool Added { get; private set; }

    /// <summary>Names of fields; values are not told.</summary>
    public void Changed(params IEnumerable<string> fields) => _changes.AddRange(fields);

    /// <summary>A secret that was set, told as its masked hint.</summary>
    public void Changed(string field, Secret value) => _changes.Add($"{field} {value.Hint}");

    /// <summary>Makes the entry part of the write: both are saved, or neither.</summary>
    public void AddTo(BridgeDb db, int status = StatusCodes.Status200OK)
    {
        db.AuditEntries.Add(Row("succeeded", status, null));
        Added = true;
    }

    /// <summary>The handler's transaction did not come about.</summary>
    public void Withdraw() => Added = false;

    public AuditRow Row(string result, int status, string? code)
    {
        var now = clock.GetUtcNow();
        var token = context.Features.Get<BridgeToken>();
        return new AuditRow
        {
            Id = Guid.CreateVersion7(now),
            At = now.ToUnixTimeMilliseconds(),
            ActorId = token?.Id,
            ActorName = token is null ? null : token.ActorName ?? token.Name,
            ProjectId = ProjectId,
            Action = action,
            Resource = Resource,
            Changes = _changes.Count == 0 ? null : JsonSerializer.Serialize(_changes.Distinct()),
            Result = result,
            Status = status,
            Code = code,
            RequestId = context.TraceIdentifier,
            ClientAddress = context.Connection.RemoteIpAddress?.ToString(),
        };
    }
}

internal static class AuditFeature
{
    /// <summary>The entry of the write in hand; only on endpoints marked with <see cref="AuditFilter"/>.</summary>
    public static AuditEntry Audit(this HttpContext context) =>
        context.Features.Get<AuditEntry>() ?? throw new InvalidOperationException("This endpoint is not audited.");
}
