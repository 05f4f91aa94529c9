using System.ComponentModel;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Audit;

/// <summary>What the audit log is narrowed by.</summary>
internal abstract record AuditQuery
{
    private static readonly string[] Results = [AuditRow.Succeeded, AuditRow.Refused, AuditRow.Failed];

    [Description("The id of the token that wrote.")]
    public string? ActorId { get; init; }

    [Description("For tokens of the server: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("The permission string, or all of a service: providers:*.")]
    public string? Action { get; init; }

    [Description("The operation, or all that begin so: createProvider, cli:*.")]
    public string? Operation { get; init; }

    [Description("Kind and id or name, providers/openai; or all of a kind: providers/*.")]
    public string? Resource { get; init; }

    [Description("succeeded, refused or failed.")]
    public string? Result { get; init; }

    [Description("At this time or later.")]
    public string? From { get; init; }

    [Description("Before this time.")]
    public string? To { get; init; }

    /// <exception cref="RefusedException">400: a value cannot be understood; 404: another project.</exception>
    public IQueryable<AuditRow> Apply(IQueryable<AuditRow> rows, HttpContext context)
    {
        if (Result is not null && !Results.Contains(Result))
            throw RefusedException.Invalid("result", $"must be one of {string.Join(", ", Results)}");
        if (ReadScope.Of(context, ProjectId).ProjectId is { } project)
            rows = rows.Where(row => row.ProjectId == project);
        if (ActorId is not null)
            rows = rows.Where(row => row.ActorId == ActorId);
        if (Result is not null)
            rows = rows.Where(row => row.Result == Result);
        return InTime(Matching(rows));
    }

    private IQueryable<AuditRow> Matching(IQueryable<AuditRow> rows)
    {
        if (Action is not null)
            rows = Beginning(Action) is { } begin ? rows.Where(row => row.Action.StartsWith(begin)) : rows.Where(row => row.Action == Action);
        if (Operation is not null)
            rows = Beginning(Operation) is { } begin ? rows.Where(row => row.Operation!.StartsWith(begin)) : rows.Where(row => row.Operation == Operation);
        if (Resource is not null)
            rows = Beginning(Resource) is { } begin ? rows.Where(row => row.Resource.StartsWith(begin)) : rows.Where(row => row.Resource == Resource);
        return rows;
    }

    private static string? Beginning(string pattern) => pattern.EndsWith('*') ? pattern[..^1] : null;

    private IQueryable<AuditRow> InTime(IQueryable<AuditRow> rows)
    {
        var range = TimeRange.Read("from", From, "to", To);
        if (range.From is { } from && TimeOrderedId.LowestAt(from) is var lowest)
            rows = rows.Where(row => row.Id >= lowest);
        if (range.Before is { } before && TimeOrderedId.LowestAt(before) is var bound)
            rows = rows.Where(row => row.Id < bound);
        return rows;
    }
}

/// <summary>All of it.</summary>
internal sealed record AuditExportQuery : AuditQuery;

/// <summary>A page of it.</summary>
internal sealed record AuditPageQuery : AuditQuery
{
    [Description("Items a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }
}
