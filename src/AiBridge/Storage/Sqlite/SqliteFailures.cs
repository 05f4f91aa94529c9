using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite;

/// <summary>SQLite's result codes, by what they mean to us (sqlite.org/rescode.html).</summary>
internal static class SqliteFailures
{
    /// <summary>The file is none of SQLite's, or a page of it makes no sense.</summary>
    public static bool IsDamaged(Exception failure) => failure is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };

    /// <summary>Somebody else holds the lock, or the file cannot be opened, read or written, or is damaged.</summary>
    public static bool IsUnavailable(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode:
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL
            or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY
            or raw.SQLITE_IOERR or raw.SQLITE_FULL
            or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB,
    };
}
