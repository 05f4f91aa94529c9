using System.ComponentModel;
using AiBridge.Projects;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Records;

/// <summary>What a list of interceptions is narrowed by. Values are compared as written, upper and lower case apart.</summary>
internal sealed record InterceptionFilter
{
    [Description("The provider's type, such as anthropic.")]
    public string? Provider { get; init; }

    [Description("The provider's name.")]
    public string? ProviderName { get; init; }

    [Description("The model as the client asked for it.")]
    public string? Model { get; init; }

    [Description("The client's name, such as Claude Code.")]
    public string? Client { get; init; }

    [Description("For administrators: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("The id of the token that asked.")]
    public string? InitiatorId { get; init; }

    [Description("The session.")]
    public string? SessionId { get; init; }

    [Description("completed, failed, cancelled, interrupted or in_progress.")]
    public string? Status { get; init; }

    [Description("Started at this time or later.")]
    public string? StartedAfter { get; init; }

    [Description("Started before this time.")]
    public string? StartedBefore { get; init; }

    [Description("Items a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>The rows that match, newest first.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood.</exception>
    public IQueryable<InterceptionRow> Apply(IQueryable<InterceptionRow> rows)
    {
        if (Status is { } status && !RowWords.All.Contains(status))
            throw RefusedException.Invalid("status", $"must be one of {string.Join(", ", RowWords.All)}");
        rows = TimeRange.Read("startedAfter", StartedAfter, "startedBefore", StartedBefore).Narrow(rows);
        rows = ApplyEqual(rows);
        if (Management.Cursor.Interceptions.ReadId(Cursor) is { } last)
            rows = rows.Where(row => row.Id < last);
        return rows.OrderByDescending(row => row.Id);
    }

    private IQueryable<InterceptionRow> ApplyEqual(IQueryable<InterceptionRow> rows)
    {
        if (Provider is not null)
            rows = rows.Where(row => row.Provider == Provider);
        if (ProviderName is not null)
            rows = rows.Where(row => row.ProviderName == ProviderName);
        if (Model is not null)
            rows = rows.Where(row => row.Model == Model);
        if (Client is not null)
            rows = rows.Where(row => row.Client == Client);
        if (InitiatorId is not null)
            rows = rows.Where(row => row.InitiatorId == InitiatorId);
        if (SessionId is not null)
            rows = rows.Where(row => row.SessionId == SessionId);
        if (Status is not null)
            rows = rows.Where(row => row.Status == Status);
        return rows;
    }
}
