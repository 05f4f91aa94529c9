using System.Data;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Secrets.Ring;

/// <summary>Makes a new ring key and encrypts every stored value with it.</summary>
internal sealed class RingRotation(KeyRingSetup setup, KeyRing ring, SecretVault vault, IDbContextFactory<BridgeDb> contexts)
{
    /// <summary>All or nothing; a server that runs on the database reads what has changed within a second, and the new key with it.</summary>
    public async Task<RotatedRing> RotateAsync(CancellationToken cancellation)
    {
        await setup.PrepareAsync(cancellation);
        // Before the transaction: the ring may lie in the same database.
        var key = ring.AddKey();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        var left = new List<string>();
        var rows = await db.Secrets.OrderBy(row => row.Id).ToListAsync(cancellation);
        foreach (var row in rows)
        {
            if (vault.Open(row.Protected) is { } value)
            {
                row.Protected = vault.Protect(value);
                row.Version++;
            }
            else
            {
                left.Add(row.Id);
            }
        }

        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new RotatedRing(key, rows.Count - left.Count, left);
    }
}

/// <param name="Key">The new ring key.</param>
/// <param name="Values">How many values it encrypts now.</param>
/// <param name="Left">Ids of secrets that could not be decrypted and stay as they were.</param>
internal sealed record RotatedRing(Guid Key, int Values, IReadOnlyList<string> Left);
