using AiBridge.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiBridge.Storage.Sqlite;

/// <summary>Makes SQLite contexts out of the configuration.</summary>
internal static class SqliteSetup
{
    private const int BusySeconds = 5;

    public static void Add(IServiceCollection services, BridgeOptions options)
    {
        var connectionString = ConnectionString(options);
        services.AddPooledDbContextFactory<SqliteBridgeDb>(builder => Configure(builder, connectionString));
        services.AddSingleton<IDbContextFactory<BridgeDb>, BridgeDbFactory<SqliteBridgeDb>>();
    }

    public static void Configure(DbContextOptionsBuilder builder, string connectionString) => builder
        .UseSqlite(connectionString)
        .AddInterceptors(new SqliteFileCheck(), new SqlitePragmas())
        // Whoever handles a failure tells it, once.
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug)));

    /// <summary><c>Storage:ConnectionString</c> is a connection string or a bare file name; empty is <c>aibridge.db</c> in the data directory, which is created.</summary>
    public static string ConnectionString(BridgeOptions options)
    {
        var builder = Builder(options);
        builder.ForeignKeys = true;
        builder.DefaultTimeout = BusySeconds;
        Close(builder.DataSource, options.DataDirectory);
        return builder.ToString();
    }

    /// <summary>The database file of the configuration; nothing is made.</summary>
    public static string FileOf(BridgeOptions options) => Builder(options).DataSource;

    private static SqliteConnectionStringBuilder Builder(BridgeOptions options)
    {
        var configured = options.Storage.ConnectionString;
        var builder = configured.Contains('=')
            ? new SqliteConnectionStringBuilder(configured)
            : new SqliteConnectionStringBuilder { DataSource = configured.Length > 0 ? configured : Path.Combine(options.DataDirectory, "aibridge.db") };
        builder.DataSource = Path.GetFullPath(builder.DataSource);
        return builder;
    }

    /// <summary>Makes the places of the file, and closes what is there already. What SQLite puts beside the file gets the file's mode.</summary>
    private static void Close(string file, string dataDirectory)
    {
        OwnerOnly.CreateClosed(Path.GetFullPath(dataDirectory));
        OwnerOnly.CreateFor(file, Path.GetFileName(file));
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
            OwnerOnly.CloseFile(file + suffix);
    }
}
