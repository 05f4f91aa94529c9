using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Work that writes by what it has read, as if nobody else wrote meanwhile.</summary>
internal static class WriteTransactions
{
    private const int MostTries = 5;

    /// <summary>
    /// Runs work in a transaction of its own, saves and commits. A database that only finds out late that another's write came between has the
    /// work done anew, on a fresh context: it must change nothing but its context.
    /// </summary>
    /// <param name="contexts">The store.</param>
    /// <param name="work">Reads and changes; need not save.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    /// <returns>What the work gave that was stored.</returns>
    public static async Task<TResult> WriteTransactionAsync<TResult>(
        this IDbContextFactory<BridgeDb> contexts, Func<BridgeDb, Task<TResult>> work, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            try
            {
                await using var transaction = await db.BeginWriteAsync(cancellation);
                var result = await work(db);
                await db.SaveChangesAsync(cancellation);
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception failure) when (tries < MostTries && db.IsWriteConflict(failure))
            {
                // What the other wrote is there now.
            }
        }
    }
}
