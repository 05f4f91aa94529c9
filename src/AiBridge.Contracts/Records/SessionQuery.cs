using System.ComponentModel;

namespace AiBridge.Contracts.Records;

/// <summary>Which session of an id is meant, and which page of its interceptions.</summary>
public sealed record SessionQuery
{
    [Description("For administrators: the session's project, where the same id exists in several.")]
    public string? ProjectId { get; init; }

    [Description("A token that took part in the session, where several persons have one of this id.")]
    public string? InitiatorId { get; init; }

    [Description("Interceptions a page, 1 to 200; 200 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }
}
