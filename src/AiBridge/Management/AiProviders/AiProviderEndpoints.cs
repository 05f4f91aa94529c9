using AiBridge.Contracts;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using AiBridge.Providers;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.AiProviders;

internal static class AiProviderEndpoints
{
    private static readonly Cursor Places = new("ai-providers");

    public static void MapAiProviders(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/ai-providers").WithTags("AI providers");
        group.MapGet("", ListAsync).RequirePermission(PermissionNames.ListAiProviders)
            .WithName("listAiProviders").WithSummary("The project's own providers, by id");
        group.MapGet("/{id}", FindAsync).RequirePermission(PermissionNames.GetAiProvider)
            .WithName("getAiProvider").WithEntityTag().WithSummary("One of the project's providers")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", (HttpContext context, AiProviderWrites writes, CancellationToken cancellation) => writes.CreateAsync(context, cancellation))
            .Writes(PermissionNames.CreateAiProvider).AcceptsBody<AiProviderBodyDto>()
            .WithName("createAiProvider").WithEntityTag().WithSummary("Add a provider to the project")
            .WithDescription("It is in force when the answer comes. A slug that is the name of a server-wide provider stands in front of it for this project's tokens.")
            .WithExample("""{ "name": "Our lab", "provider": "custom", "baseUrl": "https://llm.example.com/v1", "defaultModel": "llama-4", "config": { "auth": "none" } }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPatch("/{id}", (string id, HttpContext context, AiProviderWrites writes, CancellationToken cancellation) => writes.UpdateAsync(id, context, cancellation))
            .Writes(PermissionNames.UpdateAiProvider).AcceptsBody<AiProviderChangeBodyDto>()
            .WithName("updateAiProvider").WithEntityTag().WithSummary("Change a provider of the project")
            .WithDescription("What is absent stays; null clears. A change that would send the secret to another address names the secret again. If-Match is honoured.")
            .WithExample("""{ "defaultModel": "llama-4-small", "config": { "auth": "none", "timeouts": { "firstByteSeconds": 120 } } }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{id}", (string id, HttpContext context, AiProviderWrites writes, CancellationToken cancellation) => writes.DeleteAsync(id, context, cancellation))
            .Writes(PermissionNames.DeleteAiProvider)
            .WithName("deleteAiProvider").WithSummary("Remove a provider of the project")
            .WithDescription("Running requests finish. The name then means the server-wide provider again, if there is one.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<Page<AiProviderDto>>> ListAsync(
        string? projectId,
        string? limit,
        string? cursor,
        IDbContextFactory<BridgeDb> contexts,
        ProviderRegistry registry,
        HttpContext context,
        CancellationToken cancellation)
    {
        var project = context.Caller().ActingProject(projectId);
        var items = PageLimit.Read(limit);
        var after = Places.ReadText(cursor);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = db.AiProviders.AsNoTracking().Where(row => row.ProjectId == project);
        if (after is not null)
            rows = rows.Where(row => string.Compare(row.Id, after) > 0);
        var found = await rows.OrderBy(row => row.Id).Take(items + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Pages.Of([.. found.Select(row => new AiProviderDto(row, registry))], items, item => Places.AfterText(item.Id)));
    }

    private static async Task<Ok<AiProviderDto>> FindAsync(string id, IDbContextFactory<BridgeDb> contexts, ProviderRegistry registry, HttpContext context, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await LoadAsync(db, id, context, cancellation);
        EntityTag.Set(context.Response, row.Version);
        return TypedResults.Ok(new AiProviderDto(row, registry));
    }

    /// <exception cref="RefusedException">404: there is none of that id in a project the caller may act in.</exception>
    public static async Task<AiProviderRow> LoadAsync(BridgeDb db, string id, HttpContext context, CancellationToken cancellation)
    {
        var project = context.Caller().VisibleProject(null);
        return await db.AiProviders.SingleOrDefaultAsync(row => row.Id == id && (project == null || row.ProjectId == project), cancellation)
            ?? throw RefusedException.NotFound($"There is no AI provider {id}.");
    }
}
