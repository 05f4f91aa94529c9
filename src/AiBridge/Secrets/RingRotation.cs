using AiBridge.Secrets.Ring;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Secrets;

/// <summary>Makes a new ring key and encrypts every stored value with it.</summary>
internal sealed class RingRotation(KeyRingSetup setup, KeyRing ring, SecretVault vault, IDbContextFactory<BridgeDb> contexts)
{
    /// <summary>All or nothing; a server that runs on the database reads what has changed within a second, and the new key with it.</summary>
    /// <param name="audit">Makes the entry of the audit log that is stored with it.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<RotatedRing> RotateAsync(Func<RotatedRing, AuditRow> audit, CancellationToken cancellation)
    {
        await setup.PrepareAsync(cancellation);
        // Before the transaction: the ring may lie in the same database.
        var key = ring.AddKey();
        return await contexts.WriteTransactionAsync(db => EncryptAsync(db, key, audit, cancellation), cancellation);
    }

    private async Task<RotatedRing> EncryptAsync(BridgeDb db, Guid key, Func<RotatedRing, AuditRow> audit, CancellationToken cancellation)
    {
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

        var rotated = new RotatedRing(key, rows.Count - left.Count, left);
        db.AuditEntries.Add(audit(rotated));
        return rotated;
    }
}

/// <param name="Key">The new ring key.</param>
/// <param name="Values">How many values it encrypts now.</param>
/// <param name="Left">Ids of secrets that could not be decrypted and stay as they were.</param>
internal sealed record RotatedRing(Guid Key, int Values, IReadOnlyList<string> Left);
