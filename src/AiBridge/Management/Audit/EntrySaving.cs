using AiBridge.Projects;
using AiBridge.Projects.Audit;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Audit;

/// <summary>For the changes that do not go through <see cref="AiBridge.Projects.Changes.ChangeExecutor"/> yet.</summary>
internal static class EntrySaving
{
    /// <summary>Saves the change and this entry, both or neither, and commits the transaction if the handler began one.</summary>
    /// <param name="entry">Of the write in hand.</param>
    /// <param name="db">Holds the change.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="taken">What is said when another row has the same unique value; null where none can.</param>
    /// <param name="cancellation">Ends the waiting before the saving begins.</param>
    /// <exception cref="RefusedException">412: somebody else changed it meanwhile; 404: what it belongs to or names has gone meanwhile; or <paramref name="taken"/>.</exception>
    public static async Task SaveAsync(this AuditEntry entry, BridgeDb db, int status, RefusedException? taken, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        db.AuditEntries.Add(entry.Row(AuditRow.Succeeded, status, null));
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

        (entry.Saved, entry.Origin.IsAudited) = (true, true);
    }

    /// <summary>The entry of the write in hand; only on endpoints marked with <see cref="AuditFilter"/>.</summary>
    public static AuditEntry Audit(this HttpContext context) =>
        context.Features.Get<AuditEntry>() ?? throw new InvalidOperationException("This endpoint is not audited.");
}
