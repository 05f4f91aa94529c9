using System.Linq.Expressions;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Projects.Paging;
using AiBridge.Providers.Health;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Queries;

/// <summary>The providers of configuration and store as one list, by name; of the same name the configuration's comes first.</summary>
internal sealed class ProviderQueries(IDbContextFactory<BridgeDb> contexts, ProviderRegistry registry, ProviderViews views, ProviderHealth health)
{
    private static readonly Cursor Places = new("providers");

    /// <exception cref="RefusedException">400: a value cannot be understood; 403.</exception>
    public async Task<Page<ProviderDto>> PageAsync(Caller caller, string? limit, string? cursor, CancellationToken cancellation)
    {
        caller.Demand(ProviderOperations.List);
        var (items, after) = (PageLimit.Read(limit), Places.ReadText(cursor));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var configured = registry.All
            .Where(provider => provider is { StoredId: null, ProjectId: null, IsOfChat: false })
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
            configured.TryGetValue(place, out var own) ? views.Of(own) : rows.GetValueOrDefault(stored[place])?.Value;
    }

    /// <summary>One provider; without a word on the source the one that serves.</summary>
    /// <exception cref="RefusedException">400: no such source; 403; 404.</exception>
    public Task<Versioned<ProviderDto>> FindAsync(Caller caller, string name, string? source, CancellationToken cancellation)
    {
        caller.Demand(ProviderOperations.Get);
        return LoadAsync(name, ProviderSource.Read(source), cancellation);
    }

    /// <summary>What this process has learnt of a provider.</summary>
    /// <exception cref="RefusedException">403; 404; 409: there is one, but it has faults.</exception>
    public async Task<ProviderHealthDto> HealthAsync(Caller caller, string name, CancellationToken cancellation) =>
        ProviderHealthViews.Of(await ServingAsync(caller, ProviderOperations.GetHealth, name, cancellation), health, caller.Token.ServerScope ? null : caller.ProjectId);

    /// <summary>The provider that serves under the name, disabled or not.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">What it is wanted for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Ends the look into the store.</param>
    /// <exception cref="RefusedException">403; 404; 409: there is one, but it has faults.</exception>
    public async Task<ProviderInstance> ServingAsync(Caller caller, Operation operation, string name, CancellationToken cancellation)
    {
        caller.Demand(operation);
        if (registry.Find(name) is { } serving)
            return serving;
        var faulty = (await LoadAsync(name, source: null, cancellation)).Value;
        throw RefusedException.Conflict(
            "provider_faulty", $"The provider {name} has faults and serves nothing: {string.Join("; ", faulty.Errors.Select(error => $"{error.Field} {error.Problem}"))}", faulty.Errors);
    }

    private static string Place(string name, string source) => $"{name} {source}";

    private async Task<Versioned<ProviderDto>> LoadAsync(string name, string? source, CancellationToken cancellation)
    {
        if (source != ProviderSource.Store && registry.Find(name) is { StoredId: null } configured)
            return new Versioned<ProviderDto>(views.Of(configured), null);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = source == ProviderSource.Config ? [] : await ViewsAsync(db, row => row.Name == name, cancellation);
        return found.Values.SingleOrDefault() ?? throw RefusedException.NotFound($"There is no provider {name}.");
    }

    private async Task<Dictionary<string, Versioned<ProviderDto>>> ViewsAsync(BridgeDb db, Expression<Func<ProviderRow, bool>> wanted, CancellationToken cancellation)
    {
        var rows = await db.Providers.AsNoTracking().Include(row => row.Secrets).Where(wanted).ToListAsync(cancellation);
        var used = (await UsedSecret.OfAsync(db.Secrets.AsNoTracking(), rows, cancellation)).ToLookup(secret => secret.Use.ProviderId);
        return rows.ToDictionary(row => row.Id, row => views.Of(row, [.. used[row.Id]]));
    }
}
