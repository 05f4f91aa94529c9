using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// Looks for the file before a connection is used. Once it was there, one that is gone means that the store is away: a new connection
/// would make an empty database in its place, and a pooled one would go on with a file that has no name any more.
/// </summary>
internal sealed class SqliteFileCheck : DbConnectionInterceptor
{
    private volatile bool _seen;

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        Check((SqliteConnection)connection);
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Check((SqliteConnection)connection);
        return ValueTask.FromResult(result);
    }

    private void Check(SqliteConnection connection)
    {
        if (new FileInfo(connection.DataSource) is { Exists: true, Length: > 0 })
        {
            _seen = true;
        }
        else if (_seen)
        {
            SqliteConnection.ClearPool(connection);
            throw new SqliteException("SQLite Error 14: 'the database file is gone'.", raw.SQLITE_CANTOPEN);
        }
    }
}
