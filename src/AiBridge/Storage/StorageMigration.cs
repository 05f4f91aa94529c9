using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Brings the database up to date before anything else starts.</summary>
internal sealed partial class StorageMigration(StoreUpgrade upgrade, IDbContextFactory<BridgeDb> contexts, ILogger<StorageMigration> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await upgrade.RunAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Log.Ready(logger, db.Database.ProviderName ?? "unknown");
        await EnableAutoVacuumAsync(db, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Space is no reason not to start.</summary>
    private async Task EnableAutoVacuumAsync(BridgeDb db, CancellationToken cancellation)
    {
        try
        {
            var change = await db.EnableAutoVacuumAsync(cancellation);
            if (change == AutoVacuumChange.Done)
                Log.AutoVacuumEnabled(logger);
            else if (change == AutoVacuumChange.TooLarge)
                Log.TooLarge(logger);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            Log.AutoVacuumNotEnabled(logger, StoreFailures.Message(failure));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Information, "The database is up to date ({DatabaseProvider})")]
        public static partial void Ready(ILogger logger, string databaseProvider);

        [LoggerMessage(1305, LogLevel.Information, "The database was written anew, so that its file shrinks from now on when records are deleted")]
        public static partial void AutoVacuumEnabled(ILogger logger);

        [LoggerMessage(1306, LogLevel.Warning, "The database file does not shrink when records are deleted: an earlier version made it, and it is too large, or its disk too full, to be written anew at the start. Stop the bridge and run: aibridge storage compact")]
        public static partial void TooLarge(ILogger logger);

        [LoggerMessage(1307, LogLevel.Warning, "The database file does not shrink yet when records are deleted, for it could not be written anew: {Failure}. The next start tries again; or stop the bridge and run: aibridge storage compact")]
        public static partial void AutoVacuumNotEnabled(ILogger logger, string failure);
    }
}
