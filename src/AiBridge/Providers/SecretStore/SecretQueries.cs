using AiBridge.Contracts;
using AiBridge.Contracts.Secrets;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Projects.Paging;
using AiBridge.Secrets;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.SecretStore;

/// <summary>Stored secrets, as a caller may see them; never their values.</summary>
internal sealed class SecretQueries(IDbContextFactory<BridgeDb> contexts, SecretVault vault)
{
    private static readonly Cursor Places = new("secrets");

    /// <summary>By id.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<SecretDto>> PageAsync(Caller caller, PageQuery query, CancellationToken cancellation)
    {
        caller.Demand(SecretOperations.List);
        var project = caller.VisibleProject(query.ProjectId);
        var limit = PageLimit.Read(query.Limit);
        var after = Places.ReadText(query.Cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Secrets.AsNoTracking()
            .Where(row => (project == null || row.ProjectId == project) && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        var uses = await SecretUses.OfAsync(db, [.. found.Select(row => row.Id)], cancellation);
        return Pages.Of([.. found.Select(row => new StoredSecret(row, [.. uses[row.Id]]).ToDto(vault).Value)], limit, item => Places.AfterText(item.Id));
    }

    /// <exception cref="RefusedException">403; 404.</exception>
    public async Task<Versioned<SecretDto>> FindAsync(Caller caller, string id, CancellationToken cancellation)
    {
        caller.Demand(SecretOperations.Get);
        var project = caller.VisibleProject(null);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.Secrets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && (project == null || row.ProjectId == project), cancellation)
            ?? throw RefusedException.NotFound($"There is no secret {id}.");
        return new StoredSecret(row, [.. (await SecretUses.OfAsync(db, [id], cancellation))[id]]).ToDto(vault);
    }
}
