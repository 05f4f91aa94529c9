using AiBridge.Configuration;
using AiBridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>A database that all migrations have been applied to and that holds nothing. Applying them is a fifth of what a bridge's start costs, so it is done once.</summary>
internal static class EmptyDatabase
{
    private static readonly Lazy<Task<byte[]>> Content = new(MakeAsync);

    /// <param name="folder">Of a bridge that has not run yet and keeps its data where it is kept by default.</param>
    public static async Task PutAsync(string folder)
    {
        var data = Path.Combine(folder, "data");
        OwnerOnly.CreateClosed(data);
        await File.WriteAllBytesAsync(Path.Combine(data, "aibridge.db"), await Content.Value);
    }

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-empty-");
        var options = new BridgeOptions { DataDirectory = folder.FullName };
        var builder = new DbContextOptionsBuilder<SqliteBridgeDb>();
        SqliteSetup.Configure(builder, SqliteSetup.ConnectionString(options));
        await using (var db = new SqliteBridgeDb(builder.Options))
        {
            using var alone = await db.LockMigrationsAsync(default);
            await db.MigrateAsync(default);
            // All of it in the one file.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = DELETE");
        }

        SqliteConnection.ClearAllPools();
        var content = await File.ReadAllBytesAsync(SqliteSetup.FileOf(options));
        folder.Delete(recursive: true);
        return content;
    }
}
