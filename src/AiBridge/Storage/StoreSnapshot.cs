using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>A part of the store that the process keeps in memory, so that no request waits for the database.</summary>
/// <param name="contexts">The store.</param>
/// <param name="counter">The <see cref="Rows.ChangeCounterRow"/> that counts its changes.</param>
internal abstract class StoreSnapshot(IDbContextFactory<BridgeDb> contexts, string counter) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private long _version = -1;

    /// <summary>What it holds, in the plural, for the log.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it was ever read: what is not in use here need not be kept up to date.</summary>
    public bool IsLoaded => Volatile.Read(ref _version) >= 0;

    protected IDbContextFactory<BridgeDb> Contexts => contexts;

    /// <summary>Reads anew; a change committed before the call is in force after it.</summary>
    public Task ReloadAsync(CancellationToken cancellation = default) => ReloadAsync(always: true, cancellation);

    /// <summary>The same, if the store's counter says that anything has changed; returns whether it has.</summary>
    public Task<bool> ReloadIfChangedAsync(CancellationToken cancellation) => ReloadAsync(always: false, cancellation);

    /// <summary>Stores what was learnt meanwhile; nothing, for most.</summary>
    public virtual Task WriteBackAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => _loading.Dispose();

    /// <summary>Reads and swaps; never called twice at once. All that the context reads is of one moment.</summary>
    protected abstract Task LoadAsync(BridgeDb db, CancellationToken cancellation);

    private async Task<bool> ReloadAsync(bool always, CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            // Lest a provider after a change meets its secrets before it: a key would go to the wrong host.
            await db.ReadOneMomentAsync(cancellation);
            var version = await db.ChangeVersionAsync(counter, cancellation);
            if (version == _version && !always)
                return false;
            await LoadAsync(db, cancellation);
            _version = version;
            return true;
        }
        finally
        {
            _loading.Release();
        }
    }
}
