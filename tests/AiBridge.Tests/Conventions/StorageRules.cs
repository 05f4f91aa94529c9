using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>What SQL is, which database is used and how it locks is known to the folder <c>Storage</c> alone.</summary>
internal static class StorageRules
{
    private static readonly Regex OfTheDatabase = new(
        @"^(Sqlite(Connection|Command|Exception|Transaction|Parameter|DataReader)|SQLitePCL|Npgsql\w*|DbCommand|IDbConnection|IsolationLevel|ExecuteSql\w*|SqlQuery\w*|FromSql\w*|BeginTransaction(Async)?|UseTransaction(Async)?|CreateDbCommand|CreateCommand|CommandText|GetDbConnection|MigrateAsync)$",
        RegexOptions.Compiled);

    private static readonly Regex OfOne = new("^(Sqlite|SQLitePCL$|Npgsql)", RegexOptions.Compiled);

    public static IEnumerable<string> SqlElsewhere(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Folder != "Storage"
        from name in file.Names
        where OfTheDatabase.IsMatch(name.Text)
        select file.At(name.SpanStart, $"{name.Text} belongs to the folder Storage");

    /// <summary>Nor does what is shared by all databases know of one.</summary>
    public static IEnumerable<string> OneDatabaseAmongAll(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Path.StartsWith("Storage/Records/", StringComparison.Ordinal) || file.Path.StartsWith("Storage/Rows/", StringComparison.Ordinal)
        from name in file.Names
        where OfOne.IsMatch(name.Text)
        select file.At(name.SpanStart, $"{name.Text} is one database's");
}
