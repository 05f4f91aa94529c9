using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using AiBridge.Storage.Rows;

namespace AiBridge.Records;

/// <summary>Filters as conditions of the database.</summary>
internal static class RecordFilters
{
    /// <param name="rows">Interceptions.</param>
    /// <param name="project">One project; null is all of them.</param>
    public static IQueryable<InterceptionRow> Of(this IQueryable<InterceptionRow> rows, string? project) =>
        project is null ? rows : rows.Where(row => row.ProjectId == project);

    public static IQueryable<InterceptionRow> During(this IQueryable<InterceptionRow> rows, TimeRange range)
    {
        if (range.LowestId is { } lowest)
            rows = rows.Where(row => row.Id >= lowest);
        if (range.IdAfter is { } after)
            rows = rows.Where(row => row.Id < after);
        return rows;
    }

    /// <summary>The rows that match.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood.</exception>
    public static IQueryable<InterceptionRow> Matching(this IQueryable<InterceptionRow> rows, InterceptionFilter filter)
    {
        if (filter.Status is { } status && !RowWords.All.Contains(status))
            throw RefusedException.Invalid("status", $"must be one of {string.Join(", ", RowWords.All)}");
        rows = rows.During(TimeRange.Read("startedAfter", filter.StartedAfter, "startedBefore", filter.StartedBefore));
        if (filter.Provider is not null)
            rows = rows.Where(row => row.Provider == filter.Provider);
        if (filter.ProviderName is not null)
            rows = rows.Where(row => row.ProviderName == filter.ProviderName);
        if (filter.Model is not null)
            rows = rows.Where(row => row.Model == filter.Model);
        if (filter.Client is not null)
            rows = rows.Where(row => row.Client == filter.Client);
        if (filter.InitiatorId is not null)
            rows = rows.Where(row => row.InitiatorId == filter.InitiatorId);
        if (filter.SessionId is not null)
            rows = rows.Where(row => row.SessionId == filter.SessionId);
        if (filter.Status is not null)
            rows = rows.Where(row => row.Status == filter.Status);
        return rows;
    }
}
