using AiBridge.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiBridge.Recording.Writing;

/// <summary>
/// A statement made once out of EF's model (names, types, converters) and run prepared. EF's own way of saving costs several
/// times as much per interception and cannot leave out a row that exists.
/// </summary>
internal sealed class RowStatement : IDisposable
{
    /// <summary>Longer text is not kept only to compare the next one with it.</summary>
    private const int ShortText = 256;

    private static readonly object Unknown = new();

    private readonly PreparedStatement _statement;
    private readonly IClrPropertyGetter[] _getters;
    private readonly ValueConverter?[] _converters;
    private readonly object?[] _bound;

    private RowStatement(BridgeDb db, IProperty[] properties, Func<ISqlGenerationHelper, string> sql)
    {
        _getters = [.. properties.Select(property => property.GetGetter())];
        _converters = [.. properties.Select(property => property.GetRelationalTypeMapping().Converter)];
        _bound = [.. properties.Select(_ => Unknown)];
        _statement = new PreparedStatement((SqliteConnection)db.Database.GetDbConnection(), sql(db.GetService<ISqlGenerationHelper>()));
    }

    /// <summary>Inserts a row; one whose key exists is left as it is.</summary>
    public static RowStatement Insert<TRow>(BridgeDb db)
    {
        var entity = db.Model.FindEntityType(typeof(TRow))!;
        IProperty[] properties = [.. entity.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never)];
        return new RowStatement(db, properties, names =>
            $"INSERT INTO {Table(entity, names)} ({string.Join(", ", properties.Select(property => Column(property, names)))}) "
            + $"VALUES ({string.Join(", ", properties.Select((_, i) => Place(i)))}) ON CONFLICT DO NOTHING");
    }

    /// <summary>Updates columns of the row with a key as long as another column holds a value.</summary>
    /// <param name="db">The context whose connection it runs on.</param>
    /// <param name="conditions">Properties compared in the condition; their values come first in <see cref="Execute(ReadOnlySpan{object})"/>.</param>
    /// <param name="changes">Properties set; their values come after.</param>
    public static RowStatement Update<TRow>(BridgeDb db, string[] conditions, string[] changes)
    {
        var entity = db.Model.FindEntityType(typeof(TRow))!;
        IProperty[] properties = [.. conditions.Concat(changes).Select(name => entity.FindProperty(name)!)];
        return new RowStatement(db, properties, names =>
        {
            var pairs = properties.Select((property, i) => $"{Column(property, names)} = {Place(i)}").ToArray();
            return $"UPDATE {Table(entity, names)} SET {string.Join(", ", pairs[conditions.Length..])} WHERE {string.Join(" AND ", pairs[..conditions.Length])}";
        });
    }

    /// <summary>Runs with the values of a row; returns the rows changed.</summary>
    public int Execute(object row)
    {
        for (var i = 0; i < _getters.Length; i++)
            Bind(i, _getters[i].GetClrValue(row));
        return _statement.Run();
    }

    /// <summary>Runs with values in the order of the properties; returns the rows changed.</summary>
    public int Execute(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            Bind(i, values[i]);
        return _statement.Run();
    }

    public void Dispose() => _statement.Dispose();

    private static string Place(int index) => $"?{index + 1}";

    private static string Table(IEntityType entity, ISqlGenerationHelper names) => names.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());

    private static string Column(IProperty property, ISqlGenerationHelper names) => names.DelimitIdentifier(property.GetColumnName());

    /// <summary>Leaves what the row before had too: most columns of a batch are the same.</summary>
    private void Bind(int index, object? value)
    {
        if (value is not null && _converters[index] is { } converter)
            value = converter.ConvertToProvider(value);
        if (Equals(_bound[index], value))
            return;
        _bound[index] = Unknown;
        _statement.Bind(index + 1, value);
        if (value is not string { Length: > ShortText })
            _bound[index] = value;
    }
}
