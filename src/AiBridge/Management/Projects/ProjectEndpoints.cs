using System.ComponentModel;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Projects;

internal static class ProjectEndpoints
{
    private const string Answer = """{ "id": "prj_0f2c5f3a9d1e4b7c8a6d5e4f", "name": "Research", "createdAt": "2026-11-21T08:00:00.000Z", "updatedAt": "2026-11-21T08:00:00.000Z" }""";

    public static void MapProjects(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/projects").WithTags("Projects");
        group.MapGet("", ListAsync).Reads(ProjectOperations.List)
            .WithSummary("Projects, by id")
            .WithDescription("A project's token sees its own; a token of the server all.");
        group.MapGet("/{id}", FindAsync).Reads(ProjectOperations.Get)
            .WithEntityTag().WithSummary("One project").WithExample(answer: Answer)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", CreateAsync)
            .Writes(ProjectOperations.Create).AcceptsBody<ProjectBodyDto>()
            .WithEntityTag().WithSummary("Add a project").WithExample("""{ "name": "Research" }""", Answer)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPatch("/{id}", UpdateAsync)
            .Writes(ProjectOperations.Update).AcceptsBody<ProjectBodyDto>()
            .WithEntityTag().WithSummary("Rename a project").WithDescription("If-Match is honoured.").WithExample("""{ "name": "Research EU" }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{id}", DeleteAsync)
            .Writes(ProjectOperations.Delete)
            .WithSummary("Remove a project with everything it holds")
            .WithDescription("409 project_has_dependents counts them in \"dependents\". With force=true its tokens stop at once, and its secrets, providers and recorded interceptions are deleted; the audit log stays.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    /// <exception cref="RefusedException">404: there is none of that id which the caller may see.</exception>
    public static async Task<ProjectRow> LoadAsync(BridgeDb db, string id, HttpContext context, CancellationToken cancellation)
    {
        var project = ReadScope.ProjectOf(context, id);
        return await db.Projects.SingleOrDefaultAsync(row => row.Id == project, cancellation) ?? throw RefusedException.NotFound($"There is no project {id}.");
    }

    private static async Task<Ok<Page<ProjectDto>>> ListAsync([AsParameters] PageQuery query, IDbContextFactory<BridgeDb> contexts, HttpContext context, CancellationToken cancellation)
    {
        var project = ReadScope.Of(context, query.ProjectId).ProjectId;
        var limit = PageLimit.Read(query.Limit);
        var after = Cursor.Projects.ReadText(query.Cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Projects.AsNoTracking()
            .Where(row => (project == null || row.Id == project) && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page<ProjectDto>.Of([.. found.Select(row => new ProjectDto(row))], limit, item => Cursor.Projects.AfterText(item.Id)));
    }

    private static async Task<Ok<ProjectDto>> FindAsync(string id, IDbContextFactory<BridgeDb> contexts, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await LoadAsync(db, id, context, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Ok(new ProjectDto(row));
    }

    private static async Task<Created<ProjectDto>> CreateAsync(HttpContext context, ProjectChanges projects, CancellationToken cancellation)
    {
        var row = await projects.CreateAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/projects/{row.Id}", new ProjectDto(row));
    }

    private static async Task<Ok<ProjectDto>> UpdateAsync(string id, HttpContext context, ProjectChanges projects, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        var row = await projects.UpdateAsync(context.Caller(), id, EntityTag.Expected(context.Request), body, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Ok(new ProjectDto(row));
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        [Description("true: also when it holds something.")] string? force,
        ProjectChanges projects,
        HttpContext context,
        CancellationToken cancellation)
    {
        await projects.DeleteAsync(context.Caller(), id, EntityTag.Expected(context.Request), Flag.Read("force", force), cancellation);
        return TypedResults.NoContent();
    }
}
