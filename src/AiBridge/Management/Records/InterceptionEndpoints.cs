using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Records;

internal static class InterceptionEndpoints
{
    public static void MapInterceptions(this RouteGroupBuilder api)
    {
        var interceptions = api.MapGroup("/interceptions").WithTags("Interceptions").RequirePermission(PermissionNames.ReadInterceptions).WithReadBarrier();

        interceptions.MapGet("", ListAsync)
            .WithName("listInterceptions")
            .WithSummary("List interceptions, newest first")
            .WithDescription("Items have the fields of the detail without attempts, prompts, toolUsages and modelThoughts.");
        interceptions.MapGet("/{id}", FindAsync)
            .WithName("getInterception")
            .WithSummary("One interception with all that was recorded of it")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<InterceptionDto>>> ListAsync(
        [AsParameters] InterceptionFilter filter,
        IDbContextFactory<BridgeDb> contexts,
        HttpContext context,
        CancellationToken cancellation)
    {
        var scope = ReadScope.Of(context, filter.ProjectId);
        var limit = PageLimit.Read(filter.Limit);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = await filter.Apply(scope.Narrow(db.Interceptions.AsNoTracking())).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page<InterceptionDto>.Of([.. rows.Select(row => new InterceptionDto(row))], limit, item => Cursor.Interceptions.AfterId(item.Id)));
    }

    private static async Task<Ok<InterceptionDetailDto>> FindAsync(
        string id,
        IDbContextFactory<BridgeDb> contexts,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(id, "D", out var wanted))
            throw RefusedException.Invalid("id", "must be a UUID");
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await ReadScope.Of(context, projectId: null).Narrow(db.Interceptions.AsNoTracking().AsSplitQuery())
            .Include(row => row.Prompts.OrderBy(prompt => prompt.Id))
            .Include(row => row.ToolUsages.OrderBy(usage => usage.Id))
            .Include(row => row.ModelThoughts.OrderBy(thought => thought.Id))
            .SingleOrDefaultAsync(row => row.Id == wanted, cancellation);
        return row is null ? throw RefusedException.NotFound($"There is no interception {wanted}.") : TypedResults.Ok(new InterceptionDetailDto(row));
    }
}
