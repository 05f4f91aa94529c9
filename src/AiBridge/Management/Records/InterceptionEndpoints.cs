using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Management.Access;
using AiBridge.Management.Bodies;
using AiBridge.Records;
using AiBridge.Records.Live;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

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
        interceptions.MapGet("/live", WatchAsync).Reads(RecordOperations.WatchInterceptions)
            .WithSummary("Interceptions as they happen, as server-sent events")
            .WithDescription("""
                opened and closed have the interception's summary as data, as in the list. first_token (of streams) has id, projectId, sessionId and timeToFirstTokenMs; progress, at most one a
                second and call, id, projectId, sessionId, responseBytes and lastTool. What happens in other processes on the same store comes within 2 s, without first_token and progress.
                With Last-Event-ID it goes on behind that event, of which the last 1,000 are kept; gap says that events are missing, and how many where that is known. A comment comes every 15 s.
                """)
            .Produces<string>(StatusCodes.Status200OK, LiveStream.ContentType)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<InterceptionDto>>> ListAsync(
        [AsParameters] InterceptionFilter filter, InterceptionQueries interceptions, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await interceptions.PageAsync(context.Caller(), filter, cancellation));

    private static async Task WatchAsync(
        [AsParameters] LiveFilter filter,
        [FromHeader(Name = "Last-Event-ID"), Description("The id of the last event that was read.")] string? lastEventId,
        LiveFeed feed,
        LiveStream stream,
        HttpContext context)
    {
        using var reader = feed.Open(context.Caller(), filter, lastEventId);
        await stream.WriteAsync(context, reader);
    }

    private static async Task<PiecewiseJson<InterceptionDetailDto>> FindAsync(string id, InterceptionQueries interceptions, HttpContext context, CancellationToken cancellation) =>
        new(await interceptions.FindAsync(context.Caller(), id, cancellation));
}
