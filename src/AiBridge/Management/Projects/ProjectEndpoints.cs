using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Contracts.Projects;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

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

    private static async Task<Ok<Page<ProjectDto>>> ListAsync([AsParameters] PageQuery query, ProjectQueries projects, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await projects.PageAsync(context.Caller(), query, cancellation));

    private static async Task<Ok<ProjectDto>> FindAsync(string id, ProjectQueries projects, HttpContext context, CancellationToken cancellation) =>
        (await projects.FindAsync(context.Caller(), id, cancellation)).Ok(context);

    private static async Task<Created<ProjectDto>> CreateAsync(HttpContext context, ProjectChanges projects, CancellationToken cancellation)
    {
        var made = await projects.CreateAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return made.Created($"projects/{made.Value.Id}", context);
    }

    private static async Task<Ok<ProjectDto>> UpdateAsync(string id, HttpContext context, ProjectChanges projects, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return (await projects.UpdateAsync(context.Caller(), id, EntityTag.Expected(context.Request), body, cancellation)).Ok(context);
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
