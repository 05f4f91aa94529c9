using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Queries;
using AiBridge.Providers.Stored;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Changes;

/// <summary>Makes, changes and removes server-wide providers of the store; in force when the call returns.</summary>
internal sealed class ProviderChanges(ChangeExecutor changes, ProviderRegistry registry, ProviderChecks checks, ProviderViews views)
{
    /// <param name="caller">A token of the server.</param>
    /// <param name="provider">See <see cref="NewProviderBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task<Versioned<ProviderDto>> CreateAsync(Caller caller, JsonObject provider, CancellationToken cancellation) => CreateAsync(
        new ChangeRequest(caller, ProviderOperations.Create, "providers") { Input = provider }, input => new ProviderPatchReader(input).Read(nameNeeded: true), cancellation);

    /// <param name="caller">A token of the server.</param>
    /// <param name="provider">See <see cref="PresetBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task<Versioned<ProviderDto>> CreateFromPresetAsync(Caller caller, JsonObject provider, CancellationToken cancellation) => CreateAsync(
        new ChangeRequest(caller, ProviderOperations.CreateFromPreset, "providers/from-preset") { Input = provider }, PresetPatch.Read, cancellation);

    /// <param name="caller">A token of the server.</param>
    /// <param name="place">Which provider.</param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="patch">See <see cref="ProviderBodyDto"/>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<ProviderDto>> UpdateAsync(Caller caller, ProviderPlace place, ExpectedVersion expected, JsonObject patch, CancellationToken cancellation) => View(await changes.ExecuteAsync(
        new ChangeRequest(caller, ProviderOperations.Update, $"providers/{place.Name}") { Expected = expected, Input = patch },
        async change =>
        {
            var kind = new ProviderKind(place.Name);
            var row = await LoadAsync(change, kind, place);
            var current = await UsedSecret.OfAsync(change.Db.Secrets, [row], change.Cancellation);
            var used = await EditAsync(change, kind, row, current, new ProviderPatchReader(change.Input).Read(nameNeeded: false));
            if (row.Name != place.Name)
                await DemandFreeAsync(change, row);
            return new Made(row, used);
        },
        cancellation));

    /// <param name="caller">A token of the server.</param>
    /// <param name="place">Which provider.</param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task DeleteAsync(Caller caller, ProviderPlace place, ExpectedVersion expected, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, ProviderOperations.Delete, $"providers/{place.Name}") { Expected = expected },
        async change =>
        {
            var row = await LoadAsync(change, new ProviderKind(place.Name), place);
            change.Db.Remove(row);
            change.Db.RemoveRange(await change.Db.Secrets.Where(secret => secret.OwnerId == row.Id).ToListAsync(change.Cancellation));
            return row;
        },
        cancellation);

    private async Task<Versioned<ProviderDto>> CreateAsync(ChangeRequest request, Func<BodyFields, ProviderPatch> read, CancellationToken cancellation) => View(await changes.ExecuteAsync(
        request,
        async change =>
        {
            var patch = read(change.Input);
            var name = patch.Name ?? "";
            // What is no name stays out of the log: anything could stand there.
            if (ProviderName.Problem(name) is null)
                change.Names($"providers/{name}");
            var kind = new ProviderKind(name: null);
            var row = new ProviderRow { Id = TokenFormat.NewId("prv_"), Name = name, Settings = "{}", CreatedAt = change.NowMs, UpdatedAt = change.NowMs };
            var used = await EditAsync(change, kind, row, [], patch);
            await DemandFreeAsync(change, row);
            change.Add(kind, row);
            return new Made(row, used);
        },
        cancellation));

    private async Task<IReadOnlyList<UsedSecret>> EditAsync(PendingChange change, ProviderKind kind, ProviderRow row, IReadOnlyList<UsedSecret> current, ProviderPatch patch)
    {
        var edit = new ProviderEdit(change, row, current, patch, checks);
        var used = await edit.ApplyAsync();
        kind.Secrets = edit.Secrets;
        return used;
    }

    private async Task<ProviderRow> LoadAsync(PendingChange change, ProviderKind kind, ProviderPlace place)
    {
        var wanted = ProviderSource.Read(place.Source);
        var rows = change.Db.Providers.Include(row => row.Secrets).Where(row => row.Name == place.Name && wanted != ProviderSource.Config);
        if (wanted != ProviderSource.Store && registry.Find(place.Name) is { StoredId: null })
        {
            // Asked in vain, but a store that is away is told as that, whatever else stands in the way.
            await rows.AnyAsync(change.Cancellation);
            throw RefusedException.Conflict(
                "provider_read_only", $"The provider {place.Name} is written in the server's configuration; it is changed there. A stored one of the same name is meant by ?source=store.");
        }

        return await change.LoadAsync(kind, rows, $"There is no provider {place.Name}.");
    }

    private async Task DemandFreeAsync(PendingChange change, ProviderRow row)
    {
        if (registry.Find(row.Name) is { StoredId: null } || await change.Db.Providers.AnyAsync(other => other.Name == row.Name && other.Id != row.Id, change.Cancellation))
            throw new ProviderKind(row.Name).Taken(row);
    }

    private Versioned<ProviderDto> View(Made made) => views.Of(made.Row, made.Secrets);

    private sealed record Made(ProviderRow Row, IReadOnlyList<UsedSecret> Secrets);
}

/// <summary>Which provider is meant.</summary>
/// <param name="Name">As its row or the configuration has it.</param>
/// <param name="Source">See <see cref="ProviderSource"/>; null: the one that serves.</param>
internal sealed record ProviderPlace(string Name, string? Source = null);
