using System.Data.Common;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Recording.Writing;

/// <summary>The writer's one connection, with its prepared statements. After a failure it is made anew by the next use.</summary>
internal sealed class BatchStore(IDbContextFactory<BridgeDb> contexts) : IDisposable
{
    private BatchSession? _session;

    /// <summary>Whether the statements are worded and the connection is open, so that the next record costs no more than itself.</summary>
    public bool IsReady => _session is not null;

    /// <summary>
    /// Writes the items in order, in one transaction; items the database has already change nothing. Returns how many ends found
    /// no beginning, neither here nor in the database: their opening records were lost to damage.
    /// </summary>
    public int Write(IReadOnlyList<BatchItem> items)
    {
        try
        {
            _session ??= Open();
            using var transaction = _session.Begin();
            var orphans = 0;
            foreach (var item in items)
                orphans += _session.Write(item) ? 0 : 1;
            transaction.Commit();
            return orphans;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ends what a dead owner left in progress; returns how many rows.</summary>
    public int Interrupt(Guid ownerId)
    {
        using var db = contexts.CreateDbContext();
        return db.Interceptions
            .Where(row => row.Status == RowWords.InProgress && row.OwnerId == ownerId)
            .ExecuteUpdate(set => set.SetProperty(row => row.Status, RowWords.Interrupted));
    }

    /// <summary>The owners of rows in progress.</summary>
    public IReadOnlyList<Guid> OwnersInProgress()
    {
        using var db = contexts.CreateDbContext();
        return db.Interceptions.Where(row => row.Status == RowWords.InProgress).Select(row => row.OwnerId).Distinct().ToList();
    }

    /// <summary>Whether the failure lies with the data, not with the database being away.</summary>
    public bool IsRefusal(Exception failure)
    {
        if (failure is not DbException refused)
            return failure is ArgumentException or FormatException or InvalidCastException or OverflowException or NullReferenceException;
        using var db = contexts.CreateDbContext();
        return db.RefusesData(refused);
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private BatchSession Open()
    {
        var db = contexts.CreateDbContext();
        try
        {
            return new BatchSession(db);
        }
        catch
        {
            // Else a database that is away for long would leave a connection behind at each try.
            db.Dispose();
            throw;
        }
    }
}
