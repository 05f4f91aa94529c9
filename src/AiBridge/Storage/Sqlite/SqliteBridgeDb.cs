using System.Data;
using System.Data.Common;
using AiBridge.Configuration;
using AiBridge.Storage.Records;
using AiBridge.Storage.Sqlite.Records;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite;

/// <summary>The database as one SQLite file; ids are upper-case text, which sorts as the ids do.</summary>
internal sealed class SqliteBridgeDb(DbContextOptions<SqliteBridgeDb> options) : BridgeDb(options)
{
    private const string MigrationLockTable = "__EFMigrationsLock";

    public override string HowToGoBack =>
        $"To go back instead, stop it and put a copy from {SqliteBackups.RootOf(File)} back in place, the database without its -wal and -shm files and the journal beside it.";

    private string File => Path.GetFullPath(Database.GetDbConnection().DataSource);

    /// <summary>
    /// EF's own lock is a row, which a process that dies while migrating leaves behind for ever. An operating system lock on a
    /// file beside the database ends with its process; whoever holds it may sweep such a row away.
    /// </summary>
    public override async Task<IDisposable> LockMigrationsAsync(CancellationToken cancellation)
    {
        var held = await FileLock.WaitAsync(File + ".migrating", cancellation);
        await SqliteSpace.CreateFileAsync(Database.GetConnectionString()!, cancellation);
        return held;
    }

    public override async Task<StoreCopy?> CopyBeforeMigrationAsync(string journal, DateTimeOffset now, CancellationToken cancellation) =>
        await new SqliteBackups(File, static path => new DriveInfo(path).AvailableFreeSpace).CopyAsync(ProductVersion.Text, journal, now, cancellation);

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        if ((await Database.GetPendingMigrationsAsync(cancellation)).Any())
        {
            await SweepLockRowAsync(cancellation);
            await RecordSecretDestinationAsync(cancellation);
            await base.MigrateAsync(cancellation);
        }

        // Kept in the file. Not a matter of each connection: EF also opens read-only ones, which may not change it.
        await Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
    }

    public override RecordSession OpenRecords() => new SqliteRecordSession(this);

    public override bool RefusesData(DbException failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE,
    };

    public override bool IsDuplicate(DbUpdateException failure) => failure.InnerException is SqliteException
    {
        SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY,
    };

    public override bool IsOrphan(DbUpdateException failure) => failure.InnerException is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_FOREIGNKEY };

    /// <summary>Takes the one write lock at the beginning: whoever comes second waits, and sees what the first has made.</summary>
    public override Task<IDbContextTransaction> BeginWriteAsync(CancellationToken cancellation) => Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);

    // Only a transaction that began by reading can meet it.
    public override bool IsWriteConflict(Exception failure) => (failure as SqliteException ?? failure.InnerException) is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_BUSY_SNAPSHOT };

    public override async Task ReadOneMomentAsync(CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        // Deferred: the usual kind takes the write lock at once. The connection ends it when the context closes it.
        await Database.UseTransactionAsync(((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true), cancellation);
    }

    public override async Task<bool> GiveBackSpaceAsync(long leastBytes, CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        return await SqliteSpace.GiveBackAsync(Database.GetDbConnection(), leastBytes, cancellation);
    }

    public override async Task CheckpointAsync(long leastBytes, CancellationToken cancellation)
    {
        var log = new FileInfo(File + "-wal");
        if (!log.Exists || log.Length <= leastBytes)
            return;
        await Database.OpenConnectionAsync(cancellation);
        await SqliteSpace.CheckpointAsync(Database.GetDbConnection(), cancellation);
    }

    public override async Task<AutoVacuumChange> EnableAutoVacuumAsync(CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        return await SqliteSpace.EnableAutoVacuumAsync(Database.GetDbConnection(), cancellation);
    }

    /// <summary>
    /// For some hours the migration Providers already made the column that SecretDestination adds. A database of then has all that
    /// SecretDestination would do, but for its line in the history.
    /// </summary>
    private async Task RecordSecretDestinationAsync(CancellationToken cancellation)
    {
        var columns = await Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM pragma_table_info('AiProviders') WHERE name = 'SecretDestination'")
            .SingleAsync(cancellation);
        if (columns > 0)
        {
            await Database.ExecuteSqlRawAsync(
                """
                INSERT OR IGNORE INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('20261121080000_SecretDestination', '10.0.14')
                """,
                cancellation);
        }
    }

    private async Task SweepLockRowAsync(CancellationToken cancellation)
    {
        var tables = await Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = {MigrationLockTable}")
            .SingleAsync(cancellation);
        if (tables > 0)
            await Database.ExecuteSqlRawAsync($"DELETE FROM \"{MigrationLockTable}\"", cancellation);
    }
}
