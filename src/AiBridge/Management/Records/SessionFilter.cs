using System.ComponentModel;
using AiBridge.Projects;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Records;

/// <summary>What a list of sessions is narrowed by. The filters choose interceptions; a session's figures count the chosen ones.</summary>
internal sealed record SessionFilter
{
    [Description("For administrators: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("The client's name, such as Claude Code.")]
    public string? Client { get; init; }

    [Description("Only interceptions started at this time or later.")]
    public string? StartedAfter { get; init; }

    [Description("Only interceptions started before this time.")]
    public string? StartedBefore { get; init; }

    [Description("Items a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>The sessions, newest activity first.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood.</exception>
    public IQueryable<SessionSummary> Apply(IQueryable<InterceptionRow> rows)
    {
        rows = TimeRange.Read("startedAfter", StartedAfter, "startedBefore", StartedBefore).Narrow(rows);
        if (Client is not null)
            rows = rows.Where(row => row.Client == Client);
        return After(Management.Cursor.Sessions.ReadSession(Cursor), SessionSummary.Of(rows))
            .OrderByDescending(session => session.LastActivityAt)
            .ThenBy(session => session.ProjectId)
            .ThenBy(session => session.SessionId)
            .ThenBy(session => session.Person);
    }

    private static IQueryable<SessionSummary> After(SessionKey? last, IQueryable<SessionSummary> sessions) => last is null
        ? sessions
        : sessions.Where(session =>
            session.LastActivityAt < last.LastActivityAt
            || (session.LastActivityAt == last.LastActivityAt
                && (string.Compare(session.ProjectId, last.ProjectId) > 0
                    || (session.ProjectId == last.ProjectId
                        && (string.Compare(session.SessionId, last.SessionId) > 0
                            || (session.SessionId == last.SessionId && string.Compare(session.Person, last.Person) > 0))))));
}
