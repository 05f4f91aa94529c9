using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Secrets;
using AiBridge.Secrets.Ring;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.SecretStore;

/// <summary>Makes a new ring key and encrypts every stored value with it.</summary>
internal sealed class SecretRotation(ChangeExecutor changes, KeyRingSetup setup, KeyRing ring, SecretVault vault)
{
    /// <summary>All or nothing; a server that runs on the database reads what has changed within a second, and the new key with it.</summary>
    /// <param name="caller">Of the server.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task<RotatedSecrets> RotateAsync(Caller caller, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, SecretOperations.Rotate, "secrets"),
        async change =>
        {
            await setup.PrepareAsync(cancellation);
            // Before the transaction: the ring may lie in the same database.
            var key = ring.AddKey();
            await change.WriteAloneAsync();
            return await EncryptAsync(change, key);
        },
        cancellation);

    private async Task<RotatedSecrets> EncryptAsync(PendingChange change, Guid key)
    {
        change.IsOfWholeKind();
        var (left, renewed) = (new List<string>(), 0);
        var rows = await change.Db.Secrets.OrderBy(row => row.Id).ToListAsync(change.Cancellation);
        foreach (var row in rows)
            (row.Protected, row.Version) = (Renew(row.Protected, row.Id)!, row.Version + 1);

        foreach (var row in await change.Db.ProjectAi.OrderBy(row => row.ProjectId).ToListAsync(change.Cancellation))
        {
            var place = $"{row.ProjectId}/ai/config";
            (row.ApiKey, row.Headers, row.Version) = (Renew(row.ApiKey, place), Renew(row.Headers, place), row.Version + 1);
        }

        // A key of the ring is known by its id; the values stay what they are.
        change.Changes.Add("ringKey", null, key.ToString());
        change.Changes.Add("reencrypted", null, JsonValue.Create(renewed));
        return new RotatedSecrets(key, renewed, left);

        string? Renew(string? stored, string place)
        {
            if (stored is null)
                return null;
            if (vault.Open(stored) is not { } value)
            {
                left.Add(place);
                return stored;
            }

            renewed++;
            return vault.Protect(value);
        }
    }
}

/// <param name="Key">The new ring key.</param>
/// <param name="Values">How many values it encrypts now.</param>
/// <param name="Left">Ids of secrets, or where they lie, that could not be decrypted and stay as they were.</param>
internal sealed record RotatedSecrets(Guid Key, int Values, IReadOnlyList<string> Left);
