using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiBridge.Storage.Sqlite.Records;

/// <summary>
/// A statement made once out of EF's model (names, types, converters) and the classes that say which columns belong together, and run prepared.
/// EF's own way of saving costs several times as much per interception and cannot leave out a row that exists.
/// </summary>
internal sealed class RowStatement : IDisposable
{
    /// <summary>Longer text is not kept only to compare the next one with it.</summary>
    private const int ShortText = 256;

    private static readonly object Unknown = new();

    private readonly PreparedStatement _statement;
    private readonly Column[] _columns;
    private readonly object?[] _bound;

    private RowStatement(BridgeDb db, Column[] columns, string sql)
    {
        _columns = columns;
        _bound = [.. columns.Select(_ => Unknown)];
        _statement = new PreparedStatement((SqliteConnection)db.Database.GetDbConnection(), sql);
    }

    /// <summary>Inserts a row; one whose key exists is left as it is.</summary>
    /// <param name="db">The context whose connection it runs on.</param>
    /// <param name="partial">Its columns may be given apart from the rest.</param>
    public static RowStatement Insert<TRow>(BridgeDb db, Type? partial = null)
    {
        var entity = db.Model.FindEntityType(typeof(TRow))!;
        var names = db.GetService<ISqlGenerationHelper>();
        Column[] columns = [.. entity.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).Select(property => Column.Of(property, names, partial))];
        var sql = $"INSERT INTO {names.DelimitIdentifier(entity.GetTableName()!)} ({string.Join(", ", columns.Select(column => column.Name))}) "
            + $"VALUES ({string.Join(", ", columns.Select((_, i) => Place(i)))}) ON CONFLICT DO NOTHING";
        return new RowStatement(db, columns, sql);
    }

    /// <summary>Updates the columns of a class, all but the key, in the row with a key.</summary>
    /// <param name="db">The context whose connection it runs on.</param>
    /// <param name="partial">The class; it has the key.</param>
    /// <param name="condition">What else must hold of the row.</param>
    public static RowStatement Update<TRow>(BridgeDb db, Type partial, string condition) => Update<TRow>(db, partial, (_, place) => place, " AND " + condition);

    /// <summary>The same, but a column whose value is null stays as it is.</summary>
    public static RowStatement UpdateGiven<TRow>(BridgeDb db, Type partial) => Update<TRow>(db, partial, (name, place) => $"coalesce({place}, {name})", "");

    /// <summary>Runs with the values of a row; returns the rows changed.</summary>
    /// <param name="row">The row.</param>
    /// <param name="partial">Has the values of the columns that may be given apart; null: the row has them.</param>
    public int Execute(object row, object? partial = null)
    {
        for (var i = 0; i < _columns.Length; i++)
            Bind(i, _columns[i].Get(partial is not null && _columns[i].IsPartial ? partial : row));
        return _statement.Run();
    }

    /// <summary>Runs with the values of a row for the one with that key; returns the rows changed.</summary>
    public int Update(object row, Guid key)
    {
        _statement.Bind(_columns.Length + 1, key);
        return Execute(row);
    }

    public void Dispose() => _statement.Dispose();

    private static RowStatement Update<TRow>(BridgeDb db, Type partial, Func<string, string, string> value, string condition)
    {
        var entity = db.Model.FindEntityType(typeof(TRow))!;
        var names = db.GetService<ISqlGenerationHelper>();
        var key = entity.FindPrimaryKey()!.Properties.Single();
        Column[] columns = [.. entity.GetProperties().Where(property => property != key).Select(property => Column.Of(property, names, partial)).Where(column => column.IsPartial)];
        var changes = columns.Select((column, i) => $"{column.Name} = {value(column.Name, Place(i))}");
        var sql = $"UPDATE {names.DelimitIdentifier(entity.GetTableName()!)} SET {string.Join(", ", changes)} WHERE {names.DelimitIdentifier(key.GetColumnName())} = {Place(columns.Length)}{condition}";
        return new RowStatement(db, columns, sql);
    }

    private static string Place(int index) => $"?{index + 1}";

    /// <summary>Leaves what the row before had too: most columns of a batch are the same.</summary>
    private void Bind(int index, object? value)
    {
        value = _columns[index].ToStored(value);
        if (Equals(_bound[index], value))
            return;
        _bound[index] = Unknown;
        _statement.Bind(index + 1, value);
        if (value is not string { Length: > ShortText })
            _bound[index] = value;
    }

    /// <param name="Name">As it stands in a statement.</param>
    /// <param name="Get">Reads it off any object of the class that declares it.</param>
    /// <param name="Convert">What the database is given for a value; null: the value itself.</param>
    /// <param name="IsPartial">It stands in the class that was asked about.</param>
    private sealed record Column(string Name, Func<object, object?> Get, Func<object?, object?>? Convert, bool IsPartial)
    {
        public static Column Of(IProperty property, ISqlGenerationHelper names, Type? partial)
        {
            var member = property.PropertyInfo!;
            var row = Expression.Parameter(typeof(object));
            var get = Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(row, member.DeclaringType!), member), typeof(object)), row);
            return new Column(
                names.DelimitIdentifier(property.GetColumnName()),
                get.Compile(),
                property.GetRelationalTypeMapping().Converter is { } converter ? converter.ConvertToProvider : null,
                partial is not null && member.DeclaringType!.IsAssignableFrom(partial));
        }

        public object? ToStored(object? value) => value is not null && Convert is not null ? Convert(value) : value;
    }
}
