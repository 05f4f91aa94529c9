using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using AiBridge.Secrets.Ring;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Secrets;

/// <summary>
/// Brings the ring to where it belongs: with a master key into the database, wrapped by the current one, and away from the disk. A
/// key that cannot be unwrapped stops nothing; it may be the right master key's tomorrow.
/// </summary>
internal sealed partial class KeyRingSetup(RingPlace place, IDbContextFactory<BridgeDb> contexts, SecretVault vault, ILogger<KeyRingSetup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await PrepareAsync(cancellationToken))
            MakeFirstKey();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var values = await db.Secrets.AsNoTracking().Select(row => new { row.Id, Protected = (string?)row.Protected }).ToListAsync(cancellationToken);
        var ofChats = await db.ProjectAi.AsNoTracking().Select(row => new { row.ProjectId, row.ApiKey, row.Headers }).ToListAsync(cancellationToken);
        var unreadable = values.Concat(ofChats.SelectMany(row => new[] { row.ApiKey, row.Headers }.Select(value => new { Id = $"{row.ProjectId}/ai/config", Protected = value })))
            .Where(row => row.Protected is not null && vault.Open(row.Protected) is null).Select(row => row.Id).Distinct().ToList();
        if (unreadable.Count > 0)
            Log.Unreadable(logger, unreadable.Count, string.Join(", ", unreadable.Take(20)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>To be called before the first value is encrypted or decrypted; the database must be up to date.</summary>
    /// <returns>Whether the ring is where it belongs, with all its keys: else a new one must not be begun.</returns>
    public async Task<bool> PrepareAsync(CancellationToken cancellation)
    {
        if (place.MasterKeys is { } masterKeys)
            return await WrapAsync(masterKeys, cancellation);

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var elsewhere = await db.RingKeys.AnyAsync(cancellation);
        if (elsewhere)
            Log.MasterKeyMissing(logger, MasterKeys.Variable);
        else
            Log.InFiles(logger, place.Directory, MasterKeys.Variable);
        return !elsewhere;
    }

    /// <summary>Whoever keeps a copy of the ring before the first secret is stored shall have the key of that.</summary>
    private void MakeFirstKey()
    {
        try
        {
            vault.Protect(new Secret("first"));
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure) || failure is CryptographicException)
        {
            // The first secret makes it, or says why not.
            Log.NoFirstKey(logger, StoreFailures.Message(failure));
        }
    }

    private async Task<bool> WrapAsync(MasterKeys masterKeys, CancellationToken cancellation)
    {
        // Of several processes that start at once one does it.
        var (files, locked, anew) = await contexts.WriteTransactionAsync(
            async db =>
            {
                var known = await db.RingKeys.ToListAsync(cancellation);
                var files = FileRing(db, known, masterKeys);
                var (locked, anew) = WrapAnew(known, masterKeys);
                return (files, locked, anew);
            },
            cancellation);
        // Only what was committed may go: a key beside the database it opens is what the master key is there against.
        files.ForEach(Remove);
        Log.InDatabase(logger, masterKeys.Current.Id);
        if (files.Count > 0)
            Log.Taken(logger, files.Count, place.Directory);
        if (anew > 0)
            Log.WrappedAnew(logger, anew, masterKeys.Current.Id);
        if (locked.Count > 0)
            Log.Locked(logger, locked.Count, string.Join(", ", locked.Distinct()));
        return locked.Count == 0;
    }

    // The files whose keys are now in the database.
    private List<string> FileRing(BridgeDb db, List<RingKeyRow> known, MasterKeys masterKeys)
    {
        var taken = new List<string>();
        foreach (var file in Directory.Exists(place.Directory) ? Directory.GetFiles(place.Directory, "*.xml") : [])
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (Load(file) is not { } element || known.Any(row => row.Name == name && masterKeys.Unwrap(name, row.Xml) is null))
                continue;
            if (known.All(row => row.Name != name))
                db.RingKeys.Add(new RingKeyRow { Name = name, Xml = masterKeys.Current.Wrap(name, element) });
            taken.Add(file);
        }

        return taken;
    }

    private XElement? Load(string file)
    {
        try
        {
            return XElement.Load(file);
        }
        catch (Exception unreadable) when (unreadable is XmlException or IOException or UnauthorizedAccessException)
        {
            // The exception's words may quote the file.
            Log.Damaged(logger, file, unreadable.GetType().Name);
            return null;
        }
    }

    private void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(logger, file, kept.GetType().Name);
        }
    }

    // Gives the ids of the master keys that are not there, and how many keys were wrapped anew.
    private static (List<string> Locked, int Anew) WrapAnew(List<RingKeyRow> rows, MasterKeys masterKeys)
    {
        var locked = new List<string>();
        var anew = 0;
        foreach (var row in rows.Where(row => MasterKey.IdOf(row.Xml) != masterKeys.Current.Id))
        {
            if (masterKeys.Unwrap(row.Name, row.Xml) is not { } element)
            {
                locked.Add(MasterKey.IdOf(row.Xml) ?? "unknown");
                continue;
            }

            row.Xml = masterKeys.Current.Wrap(row.Name, element);
            anew++;
        }

        return (locked, anew);
    }

    private static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Information, "The key ring lies unwrapped in {Directory}; with {Variable} it would lie in the database, wrapped")]
        public static partial void InFiles(ILogger logger, string directory, string variable);

        [LoggerMessage(1129, LogLevel.Warning, "The first ring key could not be made for now: {Failure}")]
        public static partial void NoFirstKey(ILogger logger, string failure);

        [LoggerMessage(1121, LogLevel.Information, "The key ring lies in the database, wrapped by the master key {MasterKeyId}")]
        public static partial void InDatabase(ILogger logger, string masterKeyId);

        [LoggerMessage(1122, LogLevel.Information, "{Count} ring keys were taken from {Directory} into the database; their files are of no more use")]
        public static partial void Taken(ILogger logger, int count, string directory);

        [LoggerMessage(1123, LogLevel.Information, "{Count} ring keys were wrapped anew by the master key {MasterKeyId}")]
        public static partial void WrappedAnew(ILogger logger, int count, string masterKeyId);

        [LoggerMessage(1124, LogLevel.Warning, "{Count} ring keys in the database cannot be unwrapped: they need the master keys {MasterKeyIds}, or are damaged")]
        public static partial void Locked(ILogger logger, int count, string masterKeyIds);

        [LoggerMessage(1125, LogLevel.Warning, "The database holds a key ring wrapped by a master key, but {Variable} is not set: what it encrypted cannot be decrypted")]
        public static partial void MasterKeyMissing(ILogger logger, string variable);

        [LoggerMessage(1126, LogLevel.Warning, "{Count} stored secrets cannot be decrypted: {SecretIds}")]
        public static partial void Unreadable(ILogger logger, int count, string secretIds);

        [LoggerMessage(1127, LogLevel.Warning, "The ring key file {File} cannot be read ({Failure}) and stays where it is")]
        public static partial void Damaged(ILogger logger, string file, string failure);

        [LoggerMessage(1128, LogLevel.Warning, "The ring key file {File} is in the database now but cannot be removed ({Failure}): remove it, for it is not wrapped")]
        public static partial void NotRemoved(ILogger logger, string file, string failure);
    }
}
