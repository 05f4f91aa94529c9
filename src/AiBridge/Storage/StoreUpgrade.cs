using AiBridge.Configuration;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>
/// Brings the database to this version, one process after the other: one that a later version has changed is refused, one that holds something is
/// copied before it is changed, and which version brought what is noted for the versions before it.
/// </summary>
/// <param name="contexts">The store.</param>
/// <param name="journal">The directory of the journal: what lies in it and is not in the database belongs to a copy.</param>
/// <param name="clock">Names the copy.</param>
/// <param name="logger">Told of a copy.</param>
internal sealed partial class StoreUpgrade(IDbContextFactory<BridgeDb> contexts, string journal, TimeProvider clock, ILogger<StoreUpgrade> logger)
{
    /// <exception cref="StartRefusedException">A later version has changed the store, or there is no room for a copy.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var data = Path.GetDirectoryName(journal)!;
        if (OwnerOnly.IsOpen(data))
            Log.Open(logger, data);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        using var alone = await db.LockMigrationsAsync(cancellation);
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        var known = db.Database.GetMigrations().ToList();
        if (applied.Except(known).ToList() is { Count: > 0 } unknown)
            throw await LaterAsync(db, unknown, cancellation);
        var copy = applied.Count > 0 && applied.Count < known.Count ? await db.CopyBeforeMigrationAsync(journal, clock.GetUtcNow(), cancellation) : null;
        if (copy is not null)
            Log.Copied(logger, ProductVersion.Text, copy.Folder);
        await db.MigrateAsync(cancellation);
        await NoteVersionsAsync(db, cancellation);
        copy?.Complete();
    }

    // Also what a process that was killed behind its migration could not note.
    private async Task NoteVersionsAsync(BridgeDb db, CancellationToken cancellation)
    {
        var noted = await db.StoreVersions.Select(row => row.Migration).ToListAsync(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        db.StoreVersions.AddRange(db.Database.GetMigrations().Except(noted).Select(migration => new StoreVersionRow { Migration = migration, Version = ProductVersion.Text, AppliedAt = now }));
        await db.SaveChangesAsync(cancellation);
    }

    private static async Task<StartRefusedException> LaterAsync(BridgeDb db, List<string> unknown, CancellationToken cancellation)
    {
        var version = await db.StoreVersions.Where(row => unknown.Contains(row.Migration)).OrderByDescending(row => row.Migration).Select(row => row.Version).FirstOrDefaultAsync(cancellation);
        var later = version is null ? "a later version of AiBridge" : $"AiBridge {version}";
        return new StartRefusedException(
            $"The database was changed by {later}; this is AiBridge {ProductVersion.Text}, which does not know {string.Join(", ", unknown)}. Nothing was touched. Start {later} again. {db.HowToGoBack}");
    }

    private static partial class Log
    {
        [LoggerMessage(1351, LogLevel.Warning, "Others on this machine may enter {Directory}, which belongs to another user than this process: see to it that only this process's user can")]
        public static partial void Open(ILogger logger, string directory);

        [LoggerMessage(1350, LogLevel.Information, "A copy of the database from before AiBridge {Version} changes it lies in {Folder}")]
        public static partial void Copied(ILogger logger, string version, string folder);
    }
}
