using System.Data.Common;
using AiBridge.Storage.Records;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Writes interceptions: rows in, on one connection that stays open with what is prepared on it. After a failure it is made anew by the next use. For one writer.</summary>
internal sealed class RecordStore(IDbContextFactory<BridgeDb> contexts) : IDisposable
{
    private RecordSession? _session;

    /// <summary>Whether the statements are worded and the connection is open, so that the next record costs no more than itself.</summary>
    public bool IsReady => _session is not null;

    /// <summary>
    /// Writes in order, in one transaction; what the database has already changes nothing. Returns how many ends found no beginning, neither
    /// here nor in the database: their opening records were lost to damage.
    /// </summary>
    public int Write(IReadOnlyList<InterceptionWrite> writes)
    {
        try
        {
            _session ??= Open();
            return _session.Write(writes);
        }
        catch
        {
            Dispose();
            throw;
        }
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

    private RecordSession Open()
    {
        var db = contexts.CreateDbContext();
        try
        {
            return db.OpenRecords();
        }
        catch
        {
            // Else a database that is away for long would leave a connection behind at each try.
            db.Dispose();
            throw;
        }
    }
}
