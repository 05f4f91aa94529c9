using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// Writes a database file anew that nobody else has open. Killed in the middle, it leaves the file as it was: SQLite takes the copy over in
/// one transaction.
/// </summary>
internal static class SqliteCompaction
{
    public static async Task<CompactionOutcome> RunAsync(string connectionString, CancellationToken cancellation)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var file = builder.DataSource;
        if (!File.Exists(file))
            return CompactionOutcome.Failed(file, $"There is no database {file}.");
        await using var connection = new SqliteConnection(builder.ToString());
        try
        {
            await connection.OpenAsync(cancellation);
            await TakeAloneAsync(connection, cancellation);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return CompactionOutcome.Failed(file, $"The database {file} is in use. Stop the bridge that runs on it and try again.");
        }

        var before = await SqliteSpace.SizeAsync(connection, cancellation);
        if (!SqliteSpace.HasRoom(file, before))
            return CompactionOutcome.Failed(file, $"The disk of {file} has too little room: writing the database anew needs twice its size of {before} bytes for a while.");
        await SqliteSpace.VacuumAsync(connection, cancellation);
        return new CompactionOutcome(file, null, before, await SqliteSpace.SizeAsync(connection, cancellation));
    }

    // Must come before the first look into the file: with a write-ahead log every process that has it open holds a lock of its own.
    private static Task TakeAloneAsync(SqliteConnection connection, CancellationToken cancellation) =>
        SqliteSpace.RunAsync(connection, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT", cancellation);
}

/// <param name="File">The database.</param>
/// <param name="Problem">Why nothing was done; null when it was.</param>
/// <param name="Before">Bytes before.</param>
/// <param name="After">Bytes now.</param>
internal sealed record CompactionOutcome(string File, string? Problem, long Before, long After)
{
    public static CompactionOutcome Failed(string file, string problem) => new(file, problem, 0, 0);
}
