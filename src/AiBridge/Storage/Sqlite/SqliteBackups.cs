using System.Globalization;
using AiBridge.Configuration;
using Microsoft.Data.Sqlite;

namespace AiBridge.Storage.Sqlite;

/// <summary>
/// Copies of a database file, and of the journal with what is not yet in it, each in a folder of its own under <c>backups</c> beside the file. A copy
/// is marked until the migration behind it has come to its end: a start that fails again and again neither piles up copies nor loses the one from
/// before its first try. Only the newest few are kept.
/// </summary>
/// <param name="database">The file.</param>
/// <param name="freeBytes">Tells how much room is left where a path lies.</param>
internal sealed class SqliteBackups(string database, Func<string, long> freeBytes)
{
    public const int Most = 3;

    private const string Prefix = "before-";
    private const string Time = "yyyyMMdd'T'HHmmss'Z'";
    private const int TimeLength = 16;

    /// <summary>Ends the name of a copy that is not whole.</summary>
    private const string Half = ".half";

    /// <summary>Lies in a copy whose migration has not come to its end.</summary>
    private const string Mark = "migrating";

    /// <summary>The copy, and what the migration writes anew.</summary>
    private const int RoomNeeded = 2;

    private readonly string _root = RootOf(database);

    public static string RootOf(string database) => Path.Combine(Path.GetDirectoryName(database)!, "backups");

    /// <summary>Copies what is there now.</summary>
    /// <param name="version">The version that is about to change it.</param>
    /// <param name="journal">The journal's directory.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Ends it; nothing whole is left then.</param>
    /// <exception cref="StartRefusedException">The disk has too little room.</exception>
    public async Task<StoreCopy> CopyAsync(string version, string journal, DateTimeOffset now, CancellationToken cancellation)
    {
        OwnerOnly.CreateClosed(_root);
        foreach (var half in Directory.GetDirectories(_root, Prefix + "*" + Half))
            Directory.Delete(half, recursive: true);
        var earlier = Copies().FirstOrDefault(copy => File.Exists(Path.Combine(copy, Mark)));
        // After a migration that ended half way what is there is no version's, and the copy from before it is the one to keep.
        if (earlier is not null && await MigrationsAsync(FileIn(earlier), cancellation) != await MigrationsAsync(database, cancellation))
            return new StoreCopy(earlier, () => Complete(earlier));
        DemandRoom(version, journal);
        var copy = Path.Combine(_root, $"{Prefix}{version}-{now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}");
        await WriteAsync(copy + Half, journal, cancellation);
        if (earlier is not null)
            Directory.Delete(earlier, recursive: true);
        Directory.Move(copy + Half, copy);
        return new StoreCopy(copy, () => Complete(copy));
    }

    private async Task WriteAsync(string folder, string journal, CancellationToken cancellation)
    {
        OwnerOnly.CreateClosed(folder);
        await SqliteSnapshot.WriteAsync(database, FileIn(folder), cancellation);
        foreach (var segment in Segments(journal))
        {
            var file = Path.Combine(folder, "journal", Path.GetRelativePath(journal, segment));
            OwnerOnly.Create(Path.GetDirectoryName(file)!);
            File.Copy(segment, file);
            OwnerOnly.CloseFile(file);
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, Mark), [], cancellation);
    }

    private void Complete(string copy)
    {
        File.Delete(Path.Combine(copy, Mark));
        foreach (var old in Copies().Skip(Most))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Newest first; the names end in the time.</summary>
    private IEnumerable<string> Copies() =>
        Directory.GetDirectories(_root, Prefix + "*").Where(path => !path.EndsWith(Half, StringComparison.Ordinal)).OrderByDescending(path => path[^TimeLength..], StringComparer.Ordinal);

    private string FileIn(string folder) => Path.Combine(folder, Path.GetFileName(database));

    private void DemandRoom(string version, string journal)
    {
        var needed = RoomNeeded * (new[] { database, database + "-wal" }.Concat(Segments(journal)).Where(File.Exists).Sum(file => new FileInfo(file).Length));
        var free = freeBytes(_root);
        if (free < needed)
        {
            throw new StartRefusedException(
                $"Before AiBridge {version} changes the database {database} it is copied. That takes {needed} bytes beside it, and {free} are free. Nothing was touched. Make room, or move the database to a larger disk (Storage:ConnectionString).");
        }
    }

    private static string[] Segments(string journal) =>
        Directory.Exists(journal) ? Directory.GetFiles(journal, "*.journal", SearchOption.AllDirectories) : [];

    private static async Task<string> MigrationsAsync(string file, CancellationToken cancellation)
    {
        await using var connection = Connect(file);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(MigrationId) FROM (SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId)";
        return await command.ExecuteScalarAsync(cancellation) as string ?? "";
    }

    // A write-ahead log is not read without being allowed to write.
    private static SqliteConnection Connect(string file) =>
        new(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
}
