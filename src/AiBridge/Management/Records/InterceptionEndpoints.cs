using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Management.Access;
using AiBridge.Management.Bodies;
using AiBridge.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Records;

internal static class InterceptionEndpoints
{
    public static void MapInterceptions(this RouteGroupBuilder api)
    {
        var interceptions = api.MapGroup("/interceptions").WithTags("Interceptions");
        interceptions.MapGet("", ListAsync).Reads(RecordOperations.ListInterceptions)
            .WithSummary("List interceptions, newest first")
            .WithDescription("Items have the fields of the detail without attempts, prompts, toolUsages and modelThoughts.");
        interceptions.MapGet("/{id}", FindAsync).Reads(RecordOperations.GetInterception)
            .WithSummary("One interception with all that was recorded of it")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<InterceptionDto>>> ListAsync(
        [AsParameters] InterceptionFilter filter, InterceptionQueries interceptions, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await interceptions.PageAsync(context.Caller(), filter, cancellation));

    private static async Task<PiecewiseJson<InterceptionDetailDto>> FindAsync(string id, InterceptionQueries interceptions, HttpContext context, CancellationToken cancellation) =>
        new(await interceptions.FindAsync(context.Caller(), id, cancellation));
}
