using AiBridge.Contracts;
using AiBridge.Contracts.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Projects.Paging;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Projects and their tokens, as a caller may see them.</summary>
internal sealed class ProjectQueries(IDbContextFactory<BridgeDb> contexts, TokenDirectory directory)
{
    private static readonly Cursor Places = new("projects");
    private static readonly Cursor TokenPlaces = new("tokens");

    /// <summary>By id.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<ProjectDto>> PageAsync(Caller caller, PageQuery query, CancellationToken cancellation)
    {
        caller.Demand(ProjectOperations.List);
        var project = caller.VisibleProject(query.ProjectId);
        var limit = PageLimit.Read(query.Limit);
        var after = Places.ReadText(query.Cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Projects.AsNoTracking()
            .Where(row => (project == null || row.Id == project) && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        return Pages.Of([.. found.Select(row => row.ToDto().Value)], limit, item => Places.AfterText(item.Id));
    }

    /// <exception cref="RefusedException">403; 404.</exception>
    public async Task<Versioned<ProjectDto>> FindAsync(Caller caller, string id, CancellationToken cancellation)
    {
        caller.Demand(ProjectOperations.Get);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return (await LoadAsync(db, caller, id, cancellation)).ToDto();
    }

    /// <summary>A project's tokens, revoked ones too, by id.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<TokenDto>> TokensAsync(Caller caller, string projectId, string? limit, string? cursor, CancellationToken cancellation)
    {
        caller.Demand(TokenOperations.List);
        var items = PageLimit.Read(limit);
        var after = TokenPlaces.ReadText(cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var project = await LoadAsync(db, caller, projectId, cancellation);
        var found = await db.Tokens.AsNoTracking()
            .Where(row => row.ProjectId == project.Id && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(items + 1).ToListAsync(cancellation);
        var uses = directory.LastUses();
        return Pages.Of([.. found.Select(row => row.ToDto(uses.TryGetValue(row.Id, out var last) ? last : null))], items, item => TokenPlaces.AfterText(item.Id));
    }

    private static async Task<ProjectRow> LoadAsync(BridgeDb db, Caller caller, string id, CancellationToken cancellation)
    {
        var visible = caller.ActingProject(id);
        return await db.Projects.AsNoTracking().SingleOrDefaultAsync(row => row.Id == visible, cancellation) ?? throw RefusedException.NotFound($"There is no project {id}.");
    }
}
