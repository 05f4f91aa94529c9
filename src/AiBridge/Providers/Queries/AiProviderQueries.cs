using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Projects.Paging;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Queries;

/// <summary>Projects' own providers, as a caller may see them.</summary>
internal sealed class AiProviderQueries(IDbContextFactory<BridgeDb> contexts, ProviderRegistry registry)
{
    private static readonly Cursor Places = new("ai-providers");

    /// <summary>One project's, by id.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<AiProviderDto>> PageAsync(Caller caller, PageQuery query, CancellationToken cancellation)
    {
        caller.Demand(AiProviderOperations.List);
        var project = caller.ActingProject(query.ProjectId);
        var limit = PageLimit.Read(query.Limit);
        var after = Places.ReadText(query.Cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.AiProviders.AsNoTracking()
            .Where(row => row.ProjectId == project && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        return Pages.Of([.. found.Select(row => AiProviderViews.Of(row, registry).Value)], limit, item => Places.AfterText(item.Id));
    }

    /// <exception cref="RefusedException">403; 404.</exception>
    public async Task<Versioned<AiProviderDto>> FindAsync(Caller caller, string id, CancellationToken cancellation)
    {
        caller.Demand(AiProviderOperations.Get);
        var project = caller.VisibleProject(null);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.AiProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && (project == null || row.ProjectId == project), cancellation)
            ?? throw RefusedException.NotFound($"There is no AI provider {id}.");
        return AiProviderViews.Of(row, registry);
    }
}
