using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>The processes that record into the database, and what they have in progress.</summary>
internal sealed class RecordOwners(IDbContextFactory<BridgeDb> contexts)
{
    public IReadOnlyList<OwnerRow> List()
    {
        using var db = contexts.CreateDbContext();
        return db.Owners.AsNoTracking().ToList();
    }

    /// <summary>The owners of rows in progress.</summary>
    public IReadOnlyList<Guid> InProgress()
    {
        using var db = contexts.CreateDbContext();
        return db.Interceptions.Where(row => row.Status == RowWords.InProgress).Select(row => row.OwnerId).Distinct().ToList();
    }

    /// <summary>Notes that an owner lives; one that was given up is there again.</summary>
    public void Beat(OwnerRow owner)
    {
        using var db = contexts.CreateDbContext();
        if (db.Owners.Where(row => row.Id == owner.Id).ExecuteUpdate(set => set.SetProperty(row => row.HeartbeatAt, owner.HeartbeatAt)) > 0)
            return;
        db.Owners.Add(owner);
        db.SaveChanges();
    }

    /// <summary>Ends what dead owners left in progress, and forgets them; returns how many rows.</summary>
    public int Interrupt(params IReadOnlyCollection<Guid> ownerIds)
    {
        using var db = contexts.CreateDbContext();
        using var transaction = db.Database.BeginTransaction();
        var rows = db.Interceptions
            .Where(row => row.Status == RowWords.InProgress && ownerIds.Contains(row.OwnerId))
            .ExecuteUpdate(set => set.SetProperty(row => row.Status, RowWords.Interrupted));
        db.Owners.Where(row => ownerIds.Contains(row.Id)).ExecuteDelete();
        transaction.Commit();
        return rows;
    }
}
