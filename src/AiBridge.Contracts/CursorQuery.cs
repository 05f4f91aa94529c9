using System.ComponentModel;

namespace AiBridge.Contracts;

/// <summary>Which page of a list is asked for.</summary>
public sealed record CursorQuery
{
    [Description("Items a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }
}
