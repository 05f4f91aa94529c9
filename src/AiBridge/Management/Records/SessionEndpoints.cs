using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Management.Access;
using AiBridge.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Records;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapGet("", ListAsync).Reads(RecordOperations.ListSessions)
            .WithSummary("List sessions, newest activity first")
            .WithDescription("The filters choose interceptions; a session's figures count the chosen ones.");
        sessions.MapGet("/{sessionId}", FindAsync).Reads(RecordOperations.GetSession)
            .WithSummary("One session with its totals and its interceptions, oldest first")
            .WithDescription("A session is one person's in one project. Clients choose the ids: where one stands for several sessions, projectId and initiatorId say which.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<SessionDto>>> ListAsync([AsParameters] SessionFilter filter, SessionQueries sessions, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await sessions.PageAsync(context.Caller(), filter, cancellation));

    private static async Task<Ok<SessionDetailDto>> FindAsync(
        string sessionId, [AsParameters] SessionQuery query, SessionQueries sessions, HttpContext context, CancellationToken cancellation)
    {
        // Routing decodes every escape but this one.
        var wanted = sessionId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return TypedResults.Ok(await sessions.FindAsync(context.Caller(), wanted, query, cancellation));
    }
}
