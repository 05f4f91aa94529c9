using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

internal sealed class SessionQueries(RecordReading reading)
{
    /// <summary>The interceptions of one session, which are in another order than all.</summary>
    private static readonly Cursor PlacesInOne = new("session");

    /// <summary>Newest activity first.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<SessionDto>> PageAsync(Caller caller, SessionFilter filter, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, RecordOperations.ListSessions, cancellation);
        var limit = PageLimit.Read(filter.Limit);
        var sessions = Sessions(db.Interceptions.AsNoTracking().Of(caller.VisibleProject(filter.ProjectId)), filter).Take(limit + 1);
        var found = await reading.ListAsync(caller, sessions, static _ => RecordReading.RowBytes, cancellation);
        var page = Pages.Of(found, limit, last => new SessionPlace(last.LastActivityAt, last.ProjectId, last.SessionId, last.Person).ToCursor());
        return new Page<SessionDto>([.. page.Items.Select(session => session.ToDto())], page.NextCursor);
    }

    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404; 409: the id stands for several.</exception>
    public async Task<SessionDetailDto> FindAsync(Caller caller, string sessionId, SessionQuery query, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, RecordOperations.GetSession, cancellation);
        var rows = db.Interceptions.AsNoTracking().Of(caller.VisibleProject(query.ProjectId)).Where(row => row.SessionId == sessionId);
        var limit = PageLimit.Read(query.Limit, PageLimit.Max);
        var after = PlacesInOne.ReadId(query.Cursor);
        var summary = await SummaryAsync(query.InitiatorId is { } initiator ? OfInitiator(rows, initiator) : rows, sessionId, cancellation);
        return new SessionDetailDto(summary.ToDto(), await PageAsync(caller, rows, summary, after, limit, cancellation));
    }

    private async Task<Page<InterceptionDto>> PageAsync(
        Caller caller, IQueryable<InterceptionRow> rows, SessionSummary session, Guid? after, int limit, CancellationToken cancellation)
    {
        rows = rows.Where(row => row.ProjectId == session.ProjectId && row.Person == session.Person);
        if (after is { } last)
            rows = rows.Where(row => row.Id > last);
        var found = await reading.ListAsync(caller, rows.OrderBy(row => row.Id).Take(limit + 1), RecordReading.BytesOf, cancellation);
        return Pages.Of([.. found.Select(InterceptionMapping.ToDto)], limit, item => PlacesInOne.AfterId(item.Id));
    }

    private static IQueryable<SessionSummary> Sessions(IQueryable<InterceptionRow> rows, SessionFilter filter)
    {
        rows = rows.During(TimeRange.Read("startedAfter", filter.StartedAfter, "startedBefore", filter.StartedBefore));
        if (filter.Client is not null)
            rows = rows.Where(row => row.Client == filter.Client);
        return After(SessionPlace.Read(filter.Cursor), SessionSummary.Of(rows))
            .OrderByDescending(session => session.LastActivityAt)
            .ThenBy(session => session.ProjectId)
            .ThenBy(session => session.SessionId)
            .ThenBy(session => session.Person);
    }

    private static IQueryable<SessionSummary> After(SessionPlace? last, IQueryable<SessionSummary> sessions) => last is null
        ? sessions
        : sessions.Where(session =>
            session.LastActivityAt < last.LastActivityAt
            || (session.LastActivityAt == last.LastActivityAt
                && (string.Compare(session.ProjectId, last.ProjectId) > 0
                    || (session.ProjectId == last.ProjectId
                        && (string.Compare(session.SessionId, last.SessionId) > 0
                            || (session.SessionId == last.SessionId && string.Compare(session.Person, last.Person) > 0))))));

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
}
