using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Brings the database up to date before anything else starts.</summary>
internal sealed partial class StorageMigration(IDbContextFactory<BridgeDb> contexts, ILogger<StorageMigration> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.MigrateAsync(cancellationToken);
        Log.Ready(logger, db.Database.ProviderName ?? "unknown");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Information, "The database is up to date ({DatabaseProvider})")]
        public static partial void Ready(ILogger logger, string databaseProvider);
    }
}
