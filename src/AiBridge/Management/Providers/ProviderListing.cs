using System.Linq.Expressions;
using AiBridge.Contracts;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Providers;

/// <summary>Where a provider comes from.</summary>
internal static class ProviderSource
{
    public const string Config = "config";
    public const string Store = "store";

    /// <exception cref="RefusedException">400: another word.</exception>
    public static string? Read(string? source) =>
        source is null or Config or Store ? source : throw RefusedException.Invalid("source", $"must be {Config} or {Store}");
}

/// <summary>The providers of configuration and store as one list, by name; of the same name the configuration's comes first.</summary>
internal sealed class ProviderListing(IDbContextFactory<BridgeDb> contexts, ProviderRegistry registry, ProviderViews views)
{
    private static readonly Cursor Places = new("providers");

    public async Task<Page<ProviderDto>> PageAsync(string? limit, string? cursor, CancellationToken cancellation)
    {
        var (items, after) = (PageLimit.Read(limit), Places.ReadText(cursor));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var configured = registry.All
            .Where(provider => provider is { StoredId: null, ProjectId: null })
            .ToDictionary(provider => Place(provider.Name, ProviderSource.Config));
        var names = await db.Providers.AsNoTracking().Select(row => new { row.Id, row.Name }).ToListAsync(cancellation);
        var stored = names.ToDictionary(row => Place(row.Name, ProviderSource.Store), row => row.Id);

        // Sorted here: databases differ in how they sort text.
        var places = configured.Keys.Concat(stored.Keys)
            .Where(place => after is null || string.CompareOrdinal(place, after) > 0)
            .Order(StringComparer.Ordinal)
            .Take(items + 1)
            .ToList();
        var page = Pages.Of(places, items, Places.AfterText);
        var ids = page.Items.Where(stored.ContainsKey).Select(place => stored[place]).ToArray();
        var rows = ids.Length == 0 ? [] : await ViewsAsync(db, row => ids.Contains(row.Id), cancellation);

        // One may have gone since.
        return new Page<ProviderDto>([.. page.Items.Select(ViewAt).OfType<ProviderDto>()], page.NextCursor);

        ProviderDto? ViewAt(string place) =>
            configured.TryGetValue(place, out var own) ? views.Of(own) : rows.GetValueOrDefault(stored[place])?.View;
    }

    /// <summary>One provider, and the version of its row; without a word on the source the one that serves.</summary>
    /// <exception cref="RefusedException">404.</exception>
    public async Task<VersionedProvider> FindAsync(string name, string? source, CancellationToken cancellation)
    {
        if (source != ProviderSource.Store && registry.Find(name) is { StoredId: null } configured)
            return new VersionedProvider(views.Of(configured), null);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = source == ProviderSource.Config ? [] : await ViewsAsync(db, row => row.Name == name, cancellation);
        return found.Values.SingleOrDefault() ?? throw RefusedException.NotFound($"There is no provider {name}.");
    }

    /// <summary>The provider that serves under the name, disabled or not.</summary>
    /// <exception cref="RefusedException">404; 409: there is one, but it has faults.</exception>
    public async Task<ProviderInstance> ServingAsync(string name, CancellationToken cancellation)
    {
        if (registry.Find(name) is { } serving)
            return serving;
        var faulty = (await FindAsync(name, source: null, cancellation)).View;
        throw RefusedException.Conflict(
            "provider_faulty", $"The provider {name} has faults and serves nothing: {string.Join("; ", faulty.Errors.Select(error => $"{error.Field} {error.Problem}"))}", faulty.Errors);
    }

    /// <summary>The secrets that providers use.</summary>
    public static async Task<IReadOnlyList<UsedSecret>> SecretsOfAsync(IQueryable<SecretRow> secrets, IReadOnlyList<ProviderRow> rows, CancellationToken cancellation)
    {
        var ids = rows.SelectMany(row => row.Secrets).Select(use => use.SecretId).Distinct().ToArray();
        var known = ids.Length == 0 ? [] : await secrets.Where(secret => ids.Contains(secret.Id)).ToDictionaryAsync(secret => secret.Id, cancellation);
        return [.. rows.SelectMany(row => row.Secrets).Where(use => known.ContainsKey(use.SecretId)).Select(use => new UsedSecret(use, known[use.SecretId]))];
    }

    private static string Place(string name, string source) => $"{name} {source}";

    private async Task<Dictionary<string, VersionedProvider>> ViewsAsync(BridgeDb db, Expression<Func<ProviderRow, bool>> wanted, CancellationToken cancellation)
    {
        var rows = await db.Providers.AsNoTracking().Include(row => row.Secrets).Where(wanted).ToListAsync(cancellation);
        var used = (await SecretsOfAsync(db.Secrets.AsNoTracking(), rows, cancellation)).ToLookup(secret => secret.Use.ProviderId);
        return rows.ToDictionary(row => row.Id, row => new VersionedProvider(views.Of(row, [.. used[row.Id]]), row.Version));
    }
}

/// <param name="View">What is told of it.</param>
/// <param name="Version">Of its row; null for one of the configuration.</param>
internal sealed record VersionedProvider(ProviderDto View, long? Version);
