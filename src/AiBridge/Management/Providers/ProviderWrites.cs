using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Providers;

/// <summary>Changes of server-wide providers: checked, stored with their secrets and their audit entry in one transaction, in force before the answer.</summary>
internal sealed class ProviderWrites(
    IDbContextFactory<BridgeDb> contexts,
    ProviderRegistry registry,
    StoredProviders stored,
    ProviderChecks checks,
    ProviderViews views,
    TimeProvider clock)
{
    public async Task<Created<ProviderDto>> CreateAsync(HttpContext context, bool fromPreset, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var patch = fromPreset ? PresetPatch.Read(body) : new ProviderPatchReader(body).Read(nameNeeded: true);
        var name = patch.Name ?? "";
        // What is no name stays out of the log: anything could stand there.
        if (ProviderName.Problem(name) is null)
            context.Audit().Resource = $"providers/{name}";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new ProviderRow { Id = TokenFormat.NewId("prv_"), Name = name, Settings = "{}", CreatedAt = now, UpdatedAt = now };
        var edit = new ProviderEdit(db, row, [], patch, body, checks);
        var used = await edit.ApplyAsync(context.Caller().Token, now, cancellation);
        await DemandFreeAsync(db, name, cancellation);
        db.Providers.Add(row);
        edit.WriteAudit(context.Audit().Changes, formerName: null);
        await SaveAsync(db, row, context, StatusCodes.Status201Created, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/providers/{row.Name}", views.Of(row, used));
    }

    public async Task<Ok<ProviderDto>> UpdateAsync(string name, string? source, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var (row, current) = await LoadAsync(db, name, source, context, cancellation);
        EntityTag.Demand(context.Request, row.Version);
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var patch = new ProviderPatchReader(body).Read(nameNeeded: false);
        var edit = new ProviderEdit(db, row, current, patch, body, checks);
        var used = await edit.ApplyAsync(context.Caller().Token, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
        if (row.Name != name)
            await DemandFreeAsync(db, row.Name, cancellation);
        row.Version++;
        edit.WriteAudit(context.Audit().Changes, formerName: name);
        await SaveAsync(db, row, context, StatusCodes.Status200OK, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Ok(views.Of(row, used));
    }

    public async Task<NoContent> DeleteAsync(string name, string? source, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var (row, _) = await LoadAsync(db, name, source, context, cancellation);
        EntityTag.Demand(context.Request, row.Version);
        db.Providers.Remove(row);
        db.Secrets.RemoveRange(await db.Secrets.Where(secret => secret.OwnerId == row.Id).ToListAsync(cancellation));
        await SaveAsync(db, row, context, StatusCodes.Status204NoContent, cancellation);
        return TypedResults.NoContent();
    }

    private async Task<(ProviderRow Row, IReadOnlyList<UsedSecret> Secrets)> LoadAsync(BridgeDb db, string name, string? source, HttpContext context, CancellationToken cancellation)
    {
        var wanted = ProviderSource.Read(source);
        var row = await db.Providers.Include(row => row.Secrets).SingleOrDefaultAsync(row => row.Name == name, cancellation);
        var configured = registry.Find(name) is { StoredId: null };
        // A name that nothing has stays out of the log: it may be a pasted key.
        if (row is not null || configured)
            context.Audit().Resource = $"providers/{name}";
        if (wanted != ProviderSource.Store && configured)
        {
            throw RefusedException.Conflict(
                "provider_read_only", $"The provider {name} is written in the server's configuration; it is changed there. A stored one of the same name is meant by ?source=store.");
        }

        if (row is null || wanted == ProviderSource.Config)
            throw RefusedException.NotFound($"There is no provider {name}.");
        return (row, await ProviderListing.SecretsOfAsync(db.Secrets, [row], cancellation));
    }

    private async Task DemandFreeAsync(BridgeDb db, string name, CancellationToken cancellation)
    {
        if (registry.Find(name) is { StoredId: null } || await db.Providers.AnyAsync(row => row.Name == name, cancellation))
            throw Taken(name);
    }

    private async Task SaveAsync(BridgeDb db, ProviderRow row, HttpContext context, int status, CancellationToken cancellation)
    {
        await context.Audit().SaveAsync(db, status, Taken(row.Name), cancellation);
        await stored.ReloadIfChangedAsync(CancellationToken.None);
    }

    private static RefusedException Taken(string name) => RefusedException.Conflict("provider_exists", $"There is a provider {name} already.");
}
