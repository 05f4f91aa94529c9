using AiBridge.Projects.Audit;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects.Changes;

/// <summary>
/// Makes the changes of the store, whoever asks for them (an endpoint, a tool, a command); a test names the few writes that nobody asks for.
/// In this order:
/// <list type="number">
/// <item>the caller may do it: permission, and server scope where it takes that (403);</item>
/// <item>the row is there and in a project that the caller sees (404), and is the version that the caller has read (412);</item>
/// <item>what is wanted is sound: all faults at once (400), and what the change itself refuses (409);</item>
/// <item>the version goes up, and the rows and their entry in the audit log, with what really changed, are saved in one transaction;</item>
/// <item>the snapshots are read anew, so that it is in force when the call returns;</item>
/// <item>a change that names no version and was overtaken is made anew on what is there now;</item>
/// <item>what was refused, or failed, is in the audit log as well.</item>
/// </list>
/// A room writes a change as one method: <c>ExecuteAsync(request, async change => …)</c>, in which it loads or adds its row through
/// <see cref="PendingChange"/>, reads <see cref="PendingChange.Input"/> and sets the row's fields; the rest is here and cannot be left out.
/// </summary>
internal sealed class ChangeExecutor(IDbContextFactory<BridgeDb> contexts, IEnumerable<StoreSnapshot> snapshots, WriteGate gate, AuditLog audit, TimeProvider clock) : IDisposable
{
    private const int MostTries = 20;

    // Those that lost once go one after another; else of many at once most would lose again and again.
    private readonly SemaphoreSlim _repeating = new(1, 1);

    /// <param name="request">Who wants what changed.</param>
    /// <param name="make">Makes the change, without saving it; may be called again, on what is then there.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    /// <returns>What <paramref name="make"/> gave.</returns>
    /// <exception cref="RefusedException">It cannot be done; nothing was changed.</exception>
    /// <exception cref="ChangeNotInForceException">It is stored, and takes force later.</exception>
    public Task<T> ExecuteAsync<T>(ChangeRequest request, Func<PendingChange, Task<T>> make, CancellationToken cancellation)
    {
        var entry = new AuditEntry(request.Operation, request.Caller.Origin ?? new CallOrigin(""), request.Resource, clock) { Caller = request.Caller };
        return audit.WatchAsync(entry, async () =>
        {
            request.Caller.Demand(request.Operation);
            var made = await TryAsync(request, entry, make, cancellation) is { } first ? first : await RepeatAsync(request, entry, make, cancellation);
            await RefreshAsync();
            return made.Result;
        });
    }

    public void Dispose() => _repeating.Dispose();

    private async Task<Made<T>> RepeatAsync<T>(ChangeRequest request, AuditEntry entry, Func<PendingChange, Task<T>> make, CancellationToken cancellation)
    {
        await _repeating.WaitAsync(cancellation);
        try
        {
            for (var tries = 2; tries <= MostTries; tries++)
            {
                if (await TryAsync(request, entry, make, cancellation) is { } made)
                    return made;
            }
        }
        finally
        {
            _repeating.Release();
        }

        throw RefusedException.Conflict("conflict", "Others changed it each time before this change could be saved; nothing of it is. Try again.");
    }

    /// <summary>Null: another change came between, and this one names no version, or names it to a database that finds out late.</summary>
    private async Task<Made<T>?> TryAsync<T>(ChangeRequest request, AuditEntry entry, Func<PendingChange, Task<T>> make, CancellationToken cancellation)
    {
        entry.Reset();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        using var change = new PendingChange(db, request, entry, gate, clock.GetUtcNow(), cancellation);
        try
        {
            var result = await make(change);
            await change.SaveAsync();
            return new Made<T>(result);
        }
        catch (RefusedException refusal) when (refusal.Status == StatusCodes.Status412PreconditionFailed && !request.Expected.IsNamed)
        {
            return null;
        }
        catch (Exception failure) when (db.IsWriteConflict(failure))
        {
            return null;
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            // What is stored takes force even if the caller has left. What is not in force here, in a command's process, has no need to be.
            foreach (var snapshot in snapshots.Where(snapshot => snapshot.IsLoaded))
                await snapshot.ReloadIfChangedAsync(CancellationToken.None);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            throw new ChangeNotInForceException(failure);
        }
    }

    private sealed record Made<T>(T Result);
}
