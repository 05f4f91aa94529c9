using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Projects;

/// <summary>Makes and renames projects, each with its audit entry in one transaction.</summary>
internal sealed class ProjectWrites(IDbContextFactory<BridgeDb> contexts, TokenDirectory tokens, StoredProviders providers, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Created<ProjectDto>> CreateAsync(HttpContext context, CancellationToken cancellation)
    {
        var name = await NameAsync(context, cancellation);
        var row = new ProjectRow { Id = TokenFormat.NewId("prj_"), Name = name, CreatedAt = Now, UpdatedAt = Now };
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.Projects.Add(row);
        await SaveAsync(db, row, before: null, context, StatusCodes.Status201Created, cancellation);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/projects/{row.Id}", new ProjectDto(row));
    }

    public async Task<Ok<ProjectDto>> UpdateAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await ProjectEndpoints.LoadAsync(db, id, context, cancellation);
        context.Audit().ProjectId = row.Id;
        EntityTag.Demand(context.Request, row.Version);
        var before = row.Name;
        (row.Name, row.UpdatedAt, row.Version) = (await NameAsync(context, cancellation), Now, row.Version + 1);
        await SaveAsync(db, row, before, context, StatusCodes.Status200OK, cancellation);
        return TypedResults.Ok(new ProjectDto(row));
    }

    private static async Task<string> NameAsync(HttpContext context, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(context.Request, cancellation);
        var name = body.RequiredText("name", 64);
        body.Finish();
        return name;
    }

    private async Task SaveAsync(BridgeDb db, ProjectRow row, string? before, HttpContext context, int status, CancellationToken cancellation)
    {
        var audit = context.Audit();
        audit.Changes.Add("name", before, row.Name);
        var taken = RefusedException.Conflict("project_exists", $"There is a project named {row.Name} already.");
        if (await db.Projects.AnyAsync(other => other.Name == row.Name && other.Id != row.Id, cancellation))
            throw taken;
        // Not before: a project that is refused never was.
        (audit.Resource, audit.ProjectId) = ($"projects/{row.Id}", row.Id);
        await audit.SaveAsync(db, status, taken, cancellation);
        // Else what this process did itself would be noticed as another's doing.
        await tokens.ReloadIfChangedAsync(CancellationToken.None);
        await providers.ReloadIfChangedAsync(CancellationToken.None);
        EntityTag.Set(context.Response, row.Version);
    }
}
