using AiBridge.Configuration;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers;

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
        registry.ReplaceStored(Values(_serverWide), Values(_ofProjects));
        LogFaulty(_ofProjects.Where(loaded => former.GetValueOrDefault(loaded.Key)?.Mark != loaded.Value.Mark).Select(loaded => loaded.Value.Value!));
    }

    private async Task<Dictionary<string, Loaded<ProviderInstance>>> LoadServerWideAsync(BridgeDb db, Dictionary<string, long> secrets, CancellationToken cancellation)
    {
        var uses = (await db.ProviderSecrets.AsNoTracking().OrderBy(use => use.Position).ThenBy(use => use.Id).ToListAsync(cancellation))
            .ToLookup(use => use.ProviderId);
        var versions = await db.Providers.AsNoTracking().Select(row => new { row.Id, row.Version }).ToListAsync(cancellation);
        var marks = versions.ToDictionary(row => row.Id, row => $"{row.Version} {string.Join(' ', uses[row.Id].Select(MarkOf))}");

        return await RenewAsync(_serverWide, marks, async changed =>
        {
            var rows = await db.Providers.AsNoTracking().Where(row => changed.Contains(row.Id)).ToListAsync(cancellation);
            var values = await SecretsAsync(db, rows.SelectMany(row => uses[row.Id]).Select(use => use.SecretId), cancellation);
            return rows.ToDictionary(row => row.Id, row => Build(row, Used(uses[row.Id], values)));
        });

        string MarkOf(ProviderSecretRow use) => $"{use.Purpose} {use.SecretId} {secrets.GetValueOrDefault(use.SecretId)}";
    }

    private async Task<Dictionary<string, Loaded<ProjectProvider>>> LoadOfProjectsAsync(BridgeDb db, Dictionary<string, long> secrets, CancellationToken cancellation)
    {
        var versions = await db.AiProviders.AsNoTracking().Select(row => new { row.Id, row.Version, row.SecretId }).ToListAsync(cancellation);
        var marks = versions.ToDictionary(row => row.Id, row => $"{row.Version} {row.SecretId} {(row.SecretId is null ? 0 : secrets.GetValueOrDefault(row.SecretId))}");

        return await RenewAsync(_ofProjects, marks, async changed =>
        {
            var rows = await db.AiProviders.AsNoTracking().Where(row => changed.Contains(row.Id)).ToListAsync(cancellation);
            var values = await SecretsAsync(db, rows.Select(row => row.SecretId).OfType<string>(), cancellation);
            return rows.ToDictionary(
                row => row.Id,
                ProjectProvider? (row) => new ProjectProvider(row, row.SecretId is null ? null : values.GetValueOrDefault(row.SecretId), vault));
        });
    }

    /// <summary>What was known, with that built anew whose mark has changed.</summary>
    /// <param name="known">By id.</param>
    /// <param name="marks">Of all there are now, by id.</param>
    /// <param name="build">From the ids of the changed to their values; not called without any.</param>
    private static async Task<Dictionary<string, Loaded<T>>> RenewAsync<T>(
        Dictionary<string, Loaded<T>> known, Dictionary<string, string> marks, Func<string[], Task<Dictionary<string, T?>>> build)
        where T : class
    {
        var changed = marks.Where(mark => known.GetValueOrDefault(mark.Key)?.Mark != mark.Value).Select(mark => mark.Key).ToArray();
        var built = changed.Length == 0 ? [] : await build(changed);
        return marks.ToDictionary(
            mark => mark.Key,
            mark => built.TryGetValue(mark.Key, out var fresh) ? new Loaded<T>(mark.Value, fresh) : known[mark.Key]);
    }

    private static async Task<Dictionary<string, SecretRow>> SecretsAsync(BridgeDb db, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var wanted = ids.Distinct().ToArray();
        return wanted.Length == 0 ? [] : await db.Secrets.AsNoTracking().Where(row => wanted.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
    }

    private static UsedSecret[] Used(IEnumerable<ProviderSecretRow> uses, Dictionary<string, SecretRow> values) =>
        [.. uses.Where(use => values.ContainsKey(use.SecretId)).Select(use => new UsedSecret(use, values[use.SecretId]))];

    private static T[] Values<T>(Dictionary<string, Loaded<T>> loaded)
        where T : class => [.. loaded.Values.Select(one => one.Value).OfType<T>()];

    private void LogFaulty(IEnumerable<ProjectProvider> fresh)
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
    private sealed record Loaded<T>(string Mark, T? Value)
        where T : class;

    private static partial class Log
    {
        [LoggerMessage(1104, LogLevel.Error, "The stored provider {ProviderName} has faults and does not serve: {Faults}")]
        public static partial void Faulty(ILogger logger, string providerName, string faults);
    }
}
