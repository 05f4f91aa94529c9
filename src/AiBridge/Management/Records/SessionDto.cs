namespace AiBridge.Management.Records;

/// <summary>A session: the interceptions that belong together, counted and added up. Where its interceptions differ in client or initiator, one of them is named.</summary>
internal sealed class SessionDto(SessionSummary summary)
{
    public string SessionId => summary.SessionId;

    public string ProjectId => summary.ProjectId;

    public string Client => summary.Client;

    public string InitiatorId => summary.InitiatorId;

    public string InitiatorName => summary.InitiatorName;

    public DateTimeOffset StartedAt => DateTimeOffset.FromUnixTimeMilliseconds(summary.StartedAt);

    /// <summary>The start of its last interception.</summary>
    public DateTimeOffset LastActivityAt => DateTimeOffset.FromUnixTimeMilliseconds(summary.LastActivityAt);

    public UsageTotals Totals => summary.Totals;
}

/// <summary>A session with its interceptions, oldest first.</summary>
internal sealed class SessionDetailDto(SessionSummary summary, Page<InterceptionDto> page)
{
    public string SessionId => summary.SessionId;

    public string ProjectId => summary.ProjectId;

    public string Client => summary.Client;

    public string InitiatorId => summary.InitiatorId;

    public string InitiatorName => summary.InitiatorName;

    public DateTimeOffset StartedAt => DateTimeOffset.FromUnixTimeMilliseconds(summary.StartedAt);

    /// <summary>The start of its last interception.</summary>
    public DateTimeOffset LastActivityAt => DateTimeOffset.FromUnixTimeMilliseconds(summary.LastActivityAt);

    /// <summary>Of the whole session, not of the page.</summary>
    public UsageTotals Totals => summary.Totals;

    public IReadOnlyList<InterceptionDto> Items => page.Items;

    public string? NextCursor => page.NextCursor;
}
