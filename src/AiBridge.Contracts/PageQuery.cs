using System.ComponentModel;

namespace AiBridge.Contracts;

/// <summary>Which page of a list is asked for, and of which project.</summary>
public sealed record PageQuery
{
    [Description("For tokens of the server: one project. Others see their own only.")]
    public string? ProjectId { get; init; }

    [Description("Items a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }
}
