using System.Text.RegularExpressions;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Audit;

/// <summary>
/// What the audit log will say of the write in hand. The handler names the resource and the changed fields and saves the entry in
/// one transaction with the change; of a write that was refused or failed, <see cref="AuditFilter"/> writes it.
/// </summary>
internal sealed partial class AuditEntry(HttpContext context, string action, TimeOrderedId ids, TimeProvider clock)
{
    private const int LongestPath = 6;

    /// <summary>What the write really changes.</summary>
    public AuditChanges Changes { get; } = new();

    /// <summary>Kind and id or name: <c>providers/openai</c>; the path below <c>/api/v1</c> until the handler knows better.</summary>
    public string Resource { get; set; } = PathOf(context.Request.Path);

    /// <summary>The project it concerns; null for what is server-wide, and for a refusal that of the caller's token.</summary>
    public string? ProjectId { get; set; }

    /// <summary>It was saved with the change.</summary>
    public bool Saved { get; private set; }

    /// <summary>Saves the change and this entry, both or neither, and commits the transaction if the handler began one.</summary>
    /// <param name="db">Holds the change.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="taken">What is said when another row has the same unique value; null where none can.</param>
    /// <param name="cancellation">Ends the waiting before the saving begins.</param>
    /// <exception cref="RefusedException">412: somebody else changed it meanwhile; 404: what it belongs to or names has gone meanwhile; or <paramref name="taken"/>.</exception>
    public async Task SaveAsync(BridgeDb db, int status, RefusedException? taken, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        db.AuditEntries.Add(Row(AuditRow.Succeeded, status, null));
        try
        {
            // Once begun it is finished: a caller that leaves now must not leave it stored but not in force.
            await db.SaveChangesAsync(CancellationToken.None);
            if (db.Database.CurrentTransaction is { } begun)
                await begun.CommitAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw RefusedException.Outdated;
        }
        catch (DbUpdateException failure) when (taken is not null && db.IsDuplicate(failure))
        {
            throw taken;
        }
        catch (DbUpdateException failure) when (db.IsOrphan(failure))
        {
            throw RefusedException.Gone;
        }

        Saved = true;
    }

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
            ProjectId = ProjectId ?? (result != AuditRow.Succeeded && token is { ServerScope: false } ? token.ProjectId : null),
            Action = action,
            // The same that is the operation's id in the API document.
            Operation = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            Resource = Resource,
            Changes = result == AuditRow.Succeeded ? Changes.ToJson() : null,
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
