using System.Collections.Concurrent;
using AiBridge.Configuration;
using AiBridge.Storage;
using AiBridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Storage;

/// <summary>A data directory of its own with a real database in it, through the registration the service uses.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _owned;

    private TemporaryDatabase(string directory, bool owned)
    {
        Directory = directory;
        _owned = owned;
        Options = new BridgeOptions { DataDirectory = directory };
        var services = new ServiceCollection();
        SqliteSetup.Add(services, Options);
        _services = services.BuildServiceProvider();
    }

    public string Directory { get; }

    public BridgeOptions Options { get; }

    public string File => Path.Combine(Directory, "aibridge.db");

    public IDbContextFactory<BridgeDb> Contexts => new FaultyContexts(_services.GetRequiredService<IDbContextFactory<BridgeDb>>(), Faults);

    /// <summary>What the next uses of the database meet.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = [];

    public static async Task<TemporaryDatabase> CreateAsync()
    {
        var database = Unmigrated();
        await database.Upgrade().RunAsync(CancellationToken.None);
        return database;
    }

    public static TemporaryDatabase Unmigrated() =>
        new(Path.Combine(Path.GetTempPath(), "aibridge-tests", Guid.NewGuid().ToString("N")), owned: true);

    /// <summary>The same files seen by another process: its own contexts, nothing shared in memory.</summary>
    public TemporaryDatabase AnotherProcess() => new(Directory, owned: false);

    /// <summary>What brings it up to this version.</summary>
    public StoreUpgrade Upgrade(ILogger<StoreUpgrade>? logger = null, TimeProvider? clock = null) =>
        new(Contexts, DataDirectory.JournalOf(Options), clock ?? TimeProvider.System, logger ?? NullLogger<StoreUpgrade>.Instance);

    public BridgeDb Open() => Contexts.CreateDbContext();

    /// <summary>A plain connection, for what EF would not do.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (!_owned)
            return;
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private sealed class FaultyContexts(IDbContextFactory<BridgeDb> contexts, ConcurrentQueue<Exception> faults) : IDbContextFactory<BridgeDb>
    {
        public BridgeDb CreateDbContext() => faults.TryDequeue(out var fault) ? throw fault : contexts.CreateDbContext();
    }
}
