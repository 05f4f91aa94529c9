using AiBridge.Configuration;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Stored;

/// <summary>Brings the providers of the store into force. Only what has changed since the last time is read and decrypted anew.</summary>
internal sealed partial class StoredProviders(
    IDbContextFactory<BridgeDb> contexts,
    SecretVault vault,
    ProviderRegistry registry,
    ILogger<StoredProviders> logger) : StoreSnapshot(contexts, ChangeCounterRow.Providers)
{
    private Dictionary<string, Loaded<ProviderInstance>> _serverWide = [];
    private Dictionary<string, Loaded<ProjectProvider>> _ofProjects = [];

    public override string Kind => "providers";

    protected override async Task LoadAsync(BridgeDb db, CancellationToken cancellation)
    {
        var secrets = await db.Secrets.AsNoTracking().Select(row => new { row.Id, row.Version }).ToDictionaryAsync(row => row.Id, row => row.Version, cancellation);
        _serverWide = await LoadServerWideAsync(db, secrets, cancellation);
        var former = _ofProjects;
        _ofProjects = await LoadOfProjectsAsync(db, secrets, cancellation);
        registry.ReplaceStored([.. _serverWide.Values.Select(loaded => loaded.Value).OfType<ProviderInstance>()], [.. _ofProjects.Values.Select(loaded => loaded.Value).OfType<ProjectProvider>()]);
        TellFaulty(_ofProjects.Where(loaded => former.GetValueOrDefault(loaded.Key)?.Mark != loaded.Value.Mark).Select(loaded => loaded.Value.Value!));
    }

    private async Task<Dictionary<string, Loaded<ProviderInstance>>> LoadServerWideAsync(BridgeDb db, Dictionary<string, long> secrets, CancellationToken cancellation)
    {
        var uses = (await db.ProviderSecrets.AsNoTracking().OrderBy(use => use.Position).ThenBy(use => use.Id).ToListAsync(cancellation)).ToLookup(use => use.ProviderId);
        var marks = (await db.Providers.AsNoTracking().Select(row => new { row.Id, row.Version }).ToListAsync(cancellation)).ToDictionary(
            row => row.Id,
            row => string.Join(' ', uses[row.Id].Select(use => $"{use.Purpose} {use.SecretId} {secrets.GetValueOrDefault(use.SecretId)}").Prepend($"{row.Version}")));
        var changed = Changed(marks, _serverWide);
        var rows = changed.Length == 0 ? [] : await db.Providers.AsNoTracking().Where(row => changed.Contains(row.Id)).ToListAsync(cancellation);
        var wanted = rows.SelectMany(row => uses[row.Id]).Select(use => use.SecretId).Distinct().ToArray();
        var values = wanted.Length == 0 ? [] : await db.Secrets.AsNoTracking().Where(row => wanted.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
        var built = rows.ToDictionary(row => row.Id, row => Build(row, [.. uses[row.Id].Where(use => values.ContainsKey(use.SecretId)).Select(use => new UsedSecret(use, values[use.SecretId]))]));
        return marks.ToDictionary(mark => mark.Key, mark => built.TryGetValue(mark.Key, out var fresh) ? new Loaded<ProviderInstance>(mark.Value, fresh) : _serverWide[mark.Key]);
    }

    private async Task<Dictionary<string, Loaded<ProjectProvider>>> LoadOfProjectsAsync(BridgeDb db, Dictionary<string, long> secrets, CancellationToken cancellation)
    {
        var marks = (await db.AiProviders.AsNoTracking().Select(row => new { row.Id, row.Version, row.SecretId }).ToListAsync(cancellation)).ToDictionary(
            row => row.Id,
            row => $"{row.Version} {row.SecretId} {(row.SecretId is null ? 0 : secrets.GetValueOrDefault(row.SecretId))}");
        var changed = Changed(marks, _ofProjects);
        var rows = changed.Length == 0 ? [] : await db.AiProviders.AsNoTracking().Where(row => changed.Contains(row.Id)).ToListAsync(cancellation);
        var wanted = rows.Select(row => row.SecretId).OfType<string>().Distinct().ToArray();
        var values = wanted.Length == 0 ? [] : await db.Secrets.AsNoTracking().Where(row => wanted.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
        var built = rows.ToDictionary(row => row.Id, row => new ProjectProvider(row, row.SecretId is null ? null : values.GetValueOrDefault(row.SecretId), vault));
        return marks.ToDictionary(mark => mark.Key, mark => built.TryGetValue(mark.Key, out var fresh) ? new Loaded<ProjectProvider>(mark.Value, fresh) : _ofProjects[mark.Key]);
    }

    private static string[] Changed<T>(Dictionary<string, string> marks, Dictionary<string, Loaded<T>> known) =>
        [.. marks.Where(mark => known.GetValueOrDefault(mark.Key)?.Mark != mark.Value).Select(mark => mark.Key)];

    private void TellFaulty(IEnumerable<ProjectProvider> fresh)
    {
        foreach (var faulty in fresh.Where(provider => provider.Faults.Count > 0))
            Log.Faulty(logger, faulty.Id, string.Join("; ", faulty.Faults));
    }

    private ProviderInstance? Build(ProviderRow row, IReadOnlyList<UsedSecret> secrets)
    {
        var faults = new ConfigurationFaults();
        var instance = StoredAssembly.Build(row, secrets, vault, faults);
        if (!faults.Any)
            return instance;
        // Rules may have become stricter since it was stored; the others must serve all the same.
        Log.Faulty(logger, row.Name, string.Join("; ", faults.All));
        return null;
    }

    /// <param name="Mark">Changes with everything the value was made of.</param>
    /// <param name="Value">Null when it has faults.</param>
    private sealed record Loaded<T>(string Mark, T? Value);

    private static partial class Log
    {
        [LoggerMessage(1104, LogLevel.Error, "The stored provider {ProviderName} has faults and does not serve: {Faults}")]
        public static partial void Faulty(ILogger logger, string providerName, string faults);
    }
}
