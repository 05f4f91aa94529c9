using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiBridge.Storage.Sqlite.Records;

/// <summary>
/// A statement prepared on SQLite's own handle, its parameters bound by place. A command of the provider looks every parameter
/// up by name and allocates for each: with forty columns that costs more than the statement itself. Written values look as the
/// provider writes them.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private const int SmallText = 256;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Open; outlives the statement.</param>
    /// <param name="sql">One statement.</param>
    /// <exception cref="SqliteException">The statement is wrong.</exception>
    public PreparedStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <summary>Sets a parameter; it stays set.</summary>
    /// <param name="place">From 1.</param>
    /// <param name="value">Text, a whole number, a truth value, a <see cref="Guid"/> (upper-case text) or null.</param>
    /// <exception cref="SqliteException">The value is too long.</exception>
    public void Bind(int place, object? value) => Check(value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => BindText(place, text),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        int number => raw.sqlite3_bind_int64(_statement, place, number),
        bool truth => raw.sqlite3_bind_int64(_statement, place, truth ? 1 : 0),
        Guid id => BindId(place, id),
        _ => throw new InvalidCastException($"A {value.GetType().Name} cannot be written."),
    });

    /// <summary>Runs it; returns the rows changed.</summary>
    /// <exception cref="SqliteException">The database refuses the data, or is away.</exception>
    public int Run()
    {
        try
        {
            Check(raw.sqlite3_step(_statement));
            return raw.sqlite3_changes(_connection);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs it as a query.</summary>
    /// <param name="read">Called on the first row, with the statement.</param>
    /// <returns>What was read; the default when there is no row.</returns>
    /// <exception cref="SqliteException">The database is away.</exception>
    public TRead? First<TRead>(Func<PreparedStatement, TRead> read)
    {
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result == raw.SQLITE_ROW)
                return read(this);
            Check(result);
            return default;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs it as a query for as many rows as there is room for; returns how many there were.</summary>
    /// <exception cref="SqliteException">The database is away.</exception>
    public int Read<TRead>(Span<TRead> rows, Func<PreparedStatement, TRead> read)
    {
        try
        {
            for (var count = 0; count < rows.Length; count++)
            {
                var result = raw.sqlite3_step(_statement);
                if (result != raw.SQLITE_ROW)
                {
                    Check(result);
                    return count;
                }

                rows[count] = read(this);
            }

            return rows.Length;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>An id in the row being read.</summary>
    /// <param name="column">From 0.</param>
    public Guid Id(int column) => Guid.Parse(raw.sqlite3_column_blob(_statement, column));

    public void Dispose() => _statement.Dispose();

    private int BindId(int place, Guid id)
    {
        Span<byte> text = stackalloc byte[36];
        id.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        return raw.sqlite3_bind_text(_statement, place, text);
    }

    private int BindText(int place, ReadOnlySpan<char> text)
    {
        // No bytes at all would be taken for null.
        if (text.IsEmpty)
            return raw.sqlite3_bind_text(_statement, place, "");
        var rented = text.Length > SmallText ? ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length)) : null;
        var bytes = rented ?? stackalloc byte[Encoding.UTF8.GetMaxByteCount(SmallText)];
        var result = raw.sqlite3_bind_text(_statement, place, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            throw new SqliteException(raw.sqlite3_errmsg(_connection).utf8_to_string(), result, raw.sqlite3_extended_errcode(_connection));
    }
}
