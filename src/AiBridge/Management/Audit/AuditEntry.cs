using System.Text.Json;
using System.Text.RegularExpressions;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Audit;

/// <summary>
/// What the audit log will say of the write in hand. The handler names the resource and the changed fields and adds the entry to its
/// own transaction; of a write that was refused or failed, <see cref="AuditFilter"/> writes it.
/// </summary>
internal sealed partial class AuditEntry(HttpContext context, string action, TimeOrderedId ids, TimeProvider clock)
{
    public const string Succeeded = "succeeded";
    public const string Refused = "refused";
    public const string Failed = "failed";
    private const int LongestPath = 6;

    private readonly List<string> _changes = [];

    /// <summary>Kind and id or name: <c>providers/openai</c>; the path below <c>/api/v1</c> until the handler knows better.</summary>
    public string Resource { get; set; } = PathOf(context.Request.Path);

    /// <summary>The project it concerns; null for what is server-wide, and for a refusal that of the caller's token.</summary>
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
        db.AuditEntries.Add(Row(Succeeded, status, null));
        Added = true;
    }

    /// <summary>Saves the change and this entry, both or neither.</summary>
    /// <param name="db">Holds the change.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="taken">What is said when another row has the same unique value.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RefusedException">412: somebody else changed it meanwhile; 404: what it belongs to or names has gone meanwhile; or <paramref name="taken"/>.</exception>
    public async Task SaveAsync(BridgeDb db, int status, RefusedException? taken, CancellationToken cancellation)
    {
        AddTo(db, status);
        try
        {
            // Once begun it is finished: a caller that leaves now must not leave it stored but not in force.
            cancellation.ThrowIfCancellationRequested();
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateException failure)
        {
            Withdraw();
            if (failure is DbUpdateConcurrencyException)
                throw RefusedException.Outdated;
            if (taken is not null && db.IsDuplicate(failure))
                throw taken;
            throw db.IsOrphan(failure) ? RefusedException.Gone : failure;
        }
    }

    /// <summary>The handler's transaction did not come about.</summary>
    public void Withdraw() => Added = false;

    public AuditRow Row(string result, int status, string? code)
    {
        var now = clock.GetUtcNow();
        var token = context.Features.Get<BridgeToken>();
        return new AuditRow
        {
            Id = ids.Next(now),
            At = now.ToUnixTimeMilliseconds(),
            ActorId = token?.Id,
            ActorName = token is null ? null : token.ActorName ?? token.Name,
            ProjectId = ProjectId ?? (result != Succeeded && token is { ServerScope: false } ? token.ProjectId : null),
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

    /// <summary>Ids of ours, and names by the rule for providers that are too short for a key.</summary>
    [GeneratedRegex("^((prj|tok|sec|aip)_[a-z0-9_]{1,40}|[a-z0-9-]{1,32})$")]
    private static partial Regex Id();

    private static string PathOf(PathString path)
    {
        var below = path.StartsWithSegments("/api/v1", out var rest) ? rest.Value!.Trim('/') : "";
        // What stands where an id belongs may be anything, a pasted key too.
        return string.Join('/', below.Split('/').Take(LongestPath).Select(segment => Id().IsMatch(segment) ? segment : "(other)"));
    }
}

internal static class AuditFeature
{
    /// <summary>The entry of the write in hand; only on endpoints marked with <see cref="AuditFilter"/>.</summary>
    public static AuditEntry Audit(this HttpContext context) =>
        context.Features.Get<AuditEntry>() ?? throw new InvalidOperationException("This endpoint is not audited.");
}
