using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// Settings SQLite keeps per connection. With a write-ahead log, <c>synchronous = NORMAL</c> can lose the last transactions to a
/// power cut but never corrupts the file; what must survive the death of the process is in the journal.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Statements = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Statements;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
