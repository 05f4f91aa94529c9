using AiBridge.Configuration;
using Microsoft.Data.Sqlite;

namespace AiBridge.Storage.Sqlite;

/// <summary>A copy of a database of one moment, made beside whoever writes it.</summary>
internal static class SqliteSnapshot
{
    /// <param name="database">The file.</param>
    /// <param name="target">Where there is nothing, or an empty file. Closed to others.</param>
    /// <param name="cancellation">Ends it before it is whole.</param>
    public static async Task WriteAsync(string database, string target, CancellationToken cancellation)
    {
        // SQLite would make it by the umask.
        OwnerOnly.CreateFile(target);
        // A write-ahead log is not read without being allowed to write.
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $file";
        command.Parameters.AddWithValue("$file", target);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
