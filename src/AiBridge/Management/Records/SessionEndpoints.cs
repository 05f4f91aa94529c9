using System.ComponentModel;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Records;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions").RequirePermission(PermissionNames.ReadInterceptions).WithReadBarrier();

        sessions.MapGet("", ListAsync)
            .WithName("listSessions")
            .WithSummary("List sessions, newest activity first")
            .WithDescription("The filters choose interceptions; a session's figures count the chosen ones.");
        sessions.MapGet("/{sessionId}", FindAsync)
            .WithName("getSession")
            .WithSummary("One session with its totals and its interceptions, oldest first")
            .WithDescription("A session is one person's in one project. Clients choose the ids: where one stands for several sessions, projectId and initiatorId say which.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<SessionDto>>> ListAsync(
        [AsParameters] SessionFilter filter,
        IDbContextFactory<BridgeDb> contexts,
        HttpContext context,
        CancellationToken cancellation)
    {
        var scope = ReadScope.Of(context, filter.ProjectId);
        var limit = PageLimit.Read(filter.Limit);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await filter.Apply(scope.Narrow(db.Interceptions.AsNoTracking())).Take(limit + 1).ToListAsync(cancellation);
        var page = Page<SessionSummary>.Of(
            found, limit, last => Cursor.Sessions.AfterSession(new SessionKey(last.LastActivityAt, last.ProjectId, last.SessionId, last.Person)));
        return TypedResults.Ok(new Page<SessionDto>([.. page.Items.Select(session => new SessionDto(session))], page.NextCursor));
    }

    private static async Task<Ok<SessionDetailDto>> FindAsync(
        string sessionId,
        [Description("For administrators: the session's project, where the same id exists in several.")] string? projectId,
        [Description("A token that took part in the session, where several persons have one of this id.")] string? initiatorId,
        [Description("Interceptions a page, 1 to 200; 200 when absent.")][FromQuery(Name = "limit")] string? limitText,
        [Description("The nextCursor of the page before.")] string? cursor,
        IDbContextFactory<BridgeDb> contexts,
        HttpContext context,
        CancellationToken cancellation)
    {
        var scope = ReadScope.Of(context, projectId);
        var limit = PageLimit.Read(limitText, PageLimit.Max);
        var after = Cursor.OfSession.ReadId(cursor);
        // Routing decodes every escape but this one.
        var wanted = sessionId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = scope.Narrow(db.Interceptions.AsNoTracking()).Where(row => row.SessionId == wanted);
        var summary = await SummaryAsync(initiatorId is null ? rows : OfInitiator(rows, initiatorId), wanted, cancellation);
        return TypedResults.Ok(new SessionDetailDto(summary, await PageAsync(rows, summary, after, limit, cancellation)));
    }

    /// <summary>Also what the same person's other tokens asked.</summary>
    private static IQueryable<InterceptionRow> OfInitiator(IQueryable<InterceptionRow> rows, string initiatorId) =>
        rows.Where(row => rows.Any(own => own.InitiatorId == initiatorId && own.ProjectId == row.ProjectId && own.Person == row.Person));

    private static async Task<SessionSummary> SummaryAsync(IQueryable<InterceptionRow> rows, string sessionId, CancellationToken cancellation)
    {
        var summaries = await SessionSummary.Of(rows).OrderBy(session => session.ProjectId).ThenBy(session => session.Person).Take(2).ToListAsync(cancellation);
        return summaries.Count switch
        {
            0 => throw RefusedException.NotFound($"There is no session {sessionId}."),
            1 => summaries[0],
            _ when summaries[0].ProjectId != summaries[1].ProjectId => throw Ambiguous("projectId", "several projects have a session of this id"),
            _ => throw Ambiguous("initiatorId", "several persons have a session of this id"),
        };
    }

    private static RefusedException Ambiguous(string parameter, string why) =>
        new(StatusCodes.Status409Conflict, "ambiguous", $"{parameter} is needed: {why}", parameter);

    private static async Task<Page<InterceptionDto>> PageAsync(
        IQueryable<InterceptionRow> rows, SessionSummary session, Guid? after, int limit, CancellationToken cancellation)
    {
        rows = rows.Where(row => row.ProjectId == session.ProjectId && row.Person == session.Person);
        if (after is { } last)
            rows = rows.Where(row => row.Id > last);
        var found = await rows.OrderBy(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        return Page<InterceptionDto>.Of([.. found.Select(row => new InterceptionDto(row))], limit, item => Cursor.OfSession.AfterId(item.Id));
    }
}
