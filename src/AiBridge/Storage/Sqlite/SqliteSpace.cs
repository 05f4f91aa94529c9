using System.Data.Common;
using System.Globalization;
using AiBridge.Configuration;
using Microsoft.Data.Sqlite;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// The space of deleted rows. A file made with <c>auto_vacuum = INCREMENTAL</c> gives it back in steps as small as one likes; any other
/// file only learns that by a <c>VACUUM</c>, which writes all of it anew under the write lock.
/// </summary>
internal static class SqliteSpace
{
    /// <summary>Below, a VACUUM takes less time than a writer waits for the lock.</summary>
    public const long SoonDoneBytes = 64 * 1024 * 1024;

    private const int Incremental = 2;
    private const int PagesAStep = 200;

    /// <summary>The copy, and the write-ahead log that takes it over.</summary>
    private const int RoomNeeded = 2;

    /// <summary>Makes the file if it is missing: the setting must come before the first table.</summary>
    public static async Task CreateFileAsync(string connectionString, CancellationToken cancellation)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false };
        if (new FileInfo(builder.DataSource) is { Exists: true, Length: > 0 })
            return;
        if (Directory.Exists(builder.DataSource))
            throw new StartRefusedException($"The database {builder.DataSource} is a directory. Move it away, or name another file by Storage:ConnectionString. Nothing was changed.");
        OwnerOnly.CreateFile(builder.DataSource);
        await using var connection = new SqliteConnection(builder.ToString());
        await connection.OpenAsync(cancellation);
        await RunAsync(connection, $"PRAGMA auto_vacuum = {Incremental}; PRAGMA journal_mode = WAL", cancellation);
    }

    /// <summary>Gives the space of at most <see cref="PagesAStep"/> pages back; false when nothing more is due.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="leastBytes">Less than this is not worth it.</param>
    /// <param name="cancellation">Ends it before the step.</param>
    public static async Task<bool> GiveBackAsync(DbConnection connection, long leastBytes, CancellationToken cancellation)
    {
        var free = await NumberAsync(connection, "PRAGMA freelist_count", cancellation);
        if (free == 0 || free * await NumberAsync(connection, "PRAGMA page_size", cancellation) < leastBytes || !await IsIncrementalAsync(connection, cancellation))
            return false;
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({PagesAStep})"), cancellation);
        if (free > PagesAStep)
            return true;
        // The file itself shrinks when the log is taken over.
        await CheckpointAsync(connection, cancellation);
        return false;
    }

    /// <summary>Takes the write-ahead log over into the file. Readers may hold that up, and it would hold up the writer: a short try only.</summary>
    public static Task CheckpointAsync(DbConnection connection, CancellationToken cancellation) =>
        RunAsync(connection, "PRAGMA busy_timeout = 50; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000", cancellation);

    /// <summary>Turns a file that was made without the setting over, if that is soon done.</summary>
    public static async Task<AutoVacuumChange> EnableAutoVacuumAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (await IsIncrementalAsync(connection, cancellation))
            return AutoVacuumChange.NotNeeded;
        var bytes = await SizeAsync(connection, cancellation);
        if (bytes > SoonDoneBytes || !HasRoom(connection.DataSource, bytes))
            return AutoVacuumChange.TooLarge;
        await VacuumAsync(connection, cancellation);
        return AutoVacuumChange.Done;
    }

    /// <summary>Writes all of the file anew, with the setting.</summary>
    public static Task VacuumAsync(DbConnection connection, CancellationToken cancellation) =>
        RunAsync(connection, $"PRAGMA auto_vacuum = {Incremental}; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", cancellation);

    public static async Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation) =>
        await NumberAsync(connection, "PRAGMA page_count", cancellation) * await NumberAsync(connection, "PRAGMA page_size", cancellation);

    /// <summary>Runs all of the statements, row by row to the end, as some pragmas work, and tells the failure of any: a command that is executed as no query keeps those of all but the first to itself.</summary>
    public static async Task RunAsync(DbConnection connection, string statements, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        do
        {
            while (await reader.ReadAsync(cancellation))
            {
            }
        }
        while (await reader.NextResultAsync(cancellation));
    }

    /// <summary>Whether the disk has room for a VACUUM of a file of that size.</summary>
    public static bool HasRoom(string file, long bytes) => new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace > RoomNeeded * bytes;

    private static async Task<bool> IsIncrementalAsync(DbConnection connection, CancellationToken cancellation) =>
        await NumberAsync(connection, "PRAGMA auto_vacuum", cancellation) == Incremental;

    private static async Task<long> NumberAsync(DbConnection connection, string pragma, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = pragma;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }
}
