using System.Data.Common;
using AiBridge.Configuration;
using AiBridge.Storage.Records;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiBridge.Storage;

/// <summary>The model every database provider shares; a provider adds its own subclass with its own migrations and callers see only this type.</summary>
internal abstract class BridgeDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<InterceptionRow> Interceptions => Set<InterceptionRow>();

    public DbSet<PromptRow> Prompts => Set<PromptRow>();

    public DbSet<ToolUsageRow> ToolUsages => Set<ToolUsageRow>();

    public DbSet<ModelThoughtRow> ModelThoughts => Set<ModelThoughtRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<ProviderRow> Providers => Set<ProviderRow>();

    public DbSet<ProviderSecretRow> ProviderSecrets => Set<ProviderSecretRow>();

    public DbSet<AiProviderRow> AiProviders => Set<AiProviderRow>();

    public DbSet<ProjectAiRow> ProjectAi => Set<ProjectAiRow>();

    public DbSet<AuditRow> AuditEntries => Set<AuditRow>();

    public DbSet<RingKeyRow> RingKeys => Set<RingKeyRow>();

    public DbSet<ChangeCounterRow> ChangeCounters => Set<ChangeCounterRow>();

    public DbSet<OwnerRow> Owners => Set<OwnerRow>();

    public DbSet<StoreVersionRow> StoreVersions => Set<StoreVersionRow>();

    /// <summary>What an operator is told who has started an earlier version on a later one's database.</summary>
    public abstract string HowToGoBack { get; }

    /// <summary>Holds off every other process that would bring the database up to its version, until it is disposed of or the process dies.</summary>
    public abstract Task<IDisposable> LockMigrationsAsync(CancellationToken cancellation);

    /// <summary>Copies what is there before it is changed; null where that is the operator's.</summary>
    /// <param name="journal">The directory of the journal: what lies in it is not in the database yet.</param>
    /// <param name="now">Names the copy.</param>
    /// <param name="cancellation">Ends it before the copy is whole.</param>
    /// <exception cref="StartRefusedException">There is no room.</exception>
    public abstract Task<StoreCopy?> CopyBeforeMigrationAsync(string journal, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Applies the migrations that are due; see <see cref="StoreUpgrade"/>, which alone calls it, under the lock.</summary>
    public virtual Task MigrateAsync(CancellationToken cancellation) => Database.MigrateAsync(cancellation);

    /// <summary>Opens the connection and prepares what interceptions are written with; the session owns this context.</summary>
    public abstract RecordSession OpenRecords();

    /// <summary>Whether the database refused the data itself (a constraint, a type, a size), so that another try would fail alike.</summary>
    public abstract bool RefusesData(DbException failure);

    /// <summary>Whether the database refused a change because another row has the same unique value.</summary>
    public abstract bool IsDuplicate(DbUpdateException failure);

    /// <summary>Whether the database refused a change because a row it refers to is not there.</summary>
    public abstract bool IsOrphan(DbUpdateException failure);

    /// <summary>
    /// From here on nobody else's write comes between what this context reads and what it writes, until the transaction ends. Whether a lock sees to
    /// that or a check in the end (<see cref="IsWriteConflict"/>) is the database's way; callers name no isolation level.
    /// </summary>
    public abstract Task<IDbContextTransaction> BeginWriteAsync(CancellationToken cancellation);

    /// <summary>Whether another's write came between: all of the work must be done anew on a fresh context, from the reading on.</summary>
    public abstract bool IsWriteConflict(Exception failure);

    /// <summary>From here on all that this context reads is of one moment. Holds up no writer; ends with the context.</summary>
    public abstract Task ReadOneMomentAsync(CancellationToken cancellation);

    /// <summary>Gives some of the space of deleted rows back to the disk, in one short transaction; false when nothing more is due, or the database does so by itself.</summary>
    /// <param name="leastBytes">Less than this is not worth it.</param>
    /// <param name="cancellation">Ends it before it begins.</param>
    public abstract Task<bool> GiveBackSpaceAsync(long leastBytes, CancellationToken cancellation);

    /// <summary>Brings a log of writes that lies beside the database into it, as far as nobody reads from it; nothing where there is none.</summary>
    /// <param name="leastBytes">A smaller one is left.</param>
    /// <param name="cancellation">Ends it before it begins.</param>
    public abstract Task CheckpointAsync(long leastBytes, CancellationToken cancellation);

    /// <summary>Sees to it that <see cref="GiveBackSpaceAsync"/> works with a database that an earlier version made, if that is soon done.</summary>
    public abstract Task<AutoVacuumChange> EnableAutoVacuumAsync(CancellationToken cancellation);

    /// <summary>The version of a counter; see <see cref="ChangeCounterRow"/>.</summary>
    public Task<long> ChangeVersionAsync(string counter, CancellationToken cancellation) =>
        ChangeCounters.Where(row => row.Name == counter).Select(row => row.Version).SingleAsync(cancellation);

    /// <summary>Saves, and counts the changes that other processes must notice in the same transaction: callers cannot forget it.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var counters = CountersOfChanges();
        if (counters.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        await ChangeCounters
            .Where(row => counters.Contains(row.Name))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        return saved;
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        CountersOfChanges().Count > 0
            ? throw new InvalidOperationException("What other processes must notice is saved with SaveChangesAsync, which counts the change.")
            : base.SaveChanges(acceptAllChangesOnSuccess);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BridgeDb).Assembly);
        StoredText.Map(modelBuilder);
    }

    private HashSet<string> CountersOfChanges() =>
    [
        .. ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .SelectMany(entry => entry.Entity switch
            {
                // What belongs to a project goes with it.
                ProjectRow => [ChangeCounterRow.Projects, ChangeCounterRow.Providers],
                TokenRow => [ChangeCounterRow.Projects],
                ProviderRow or ProviderSecretRow or AiProviderRow or ProjectAiRow or SecretRow => [ChangeCounterRow.Providers],
                _ => Array.Empty<string>(),
            }),
    ];
}
