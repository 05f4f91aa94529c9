using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>
/// Deletes what was recorded for projects that are gone, in batches so that nobody waits long for the lock. A request that still runs
/// keeps its record until it ends.
/// </summary>
internal sealed class DeletedProjects(IDbContextFactory<BridgeDb> contexts)
{
    /// <summary>Deletes one project's records; returns how many went.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="batches">At most so many; <see cref="Retention.BatchSize"/> records each.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public async Task<int> DeleteRecordsAsync(string projectId, int batches, CancellationToken cancellation)
    {
        var total = 0;
        for (int deleted = Retention.BatchSize, batch = 0; deleted == Retention.BatchSize && batch < batches; batch++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var some = db.Interceptions.Where(row => row.ProjectId == projectId && row.Status != RowWords.InProgress).OrderBy(row => row.Id).Take(Retention.BatchSize).Select(row => row.Id);
            deleted = await db.Interceptions.Where(row => some.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
            total += deleted;
        }

        return total;
    }

    /// <summary>Deletes the records of every project there is no more: written after its end, too many for its removal, or left by a crash amid it.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var total = 0;
        for (var project = await NextAsync("", cancellation); project is not null; project = await NextAsync(project, cancellation))
        {
            // Asked after a record was seen: a project is there before its first record.
            if (!await ExistsAsync(project, cancellation))
                total += await DeleteRecordsAsync(project, int.MaxValue, cancellation);
        }

        return total;
    }

    // One step in an index, however many records a project has.
    private async Task<string?> NextAsync(string after, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Interceptions.Where(row => string.Compare(row.ProjectId, after) > 0).Select(row => (string?)row.ProjectId).MinAsync(cancellation);
    }

    private async Task<bool> ExistsAsync(string project, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Projects.AnyAsync(row => row.Id == project, cancellation);
    }
}
