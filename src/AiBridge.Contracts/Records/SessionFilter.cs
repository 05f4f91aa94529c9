using System.ComponentModel;

namespace AiBridge.Contracts.Records;

/// <summary>What a list of sessions is narrowed by. The filters choose interceptions; a session's figures count the chosen ones.</summary>
public sealed record SessionFilter
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
}
