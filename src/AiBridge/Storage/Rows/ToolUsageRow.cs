namespace AiBridge.Storage.Rows;

internal sealed class ToolUsageRow
{
    public long Id { get; init; }

    public required Guid InterceptionId { get; init; }

    /// <summary>Repeated here so that the look-up of a tool call never leaves its project.</summary>
    public required string ProjectId { get; init; }

    public required string ToolCallId { get; init; }

    public required string Tool { get; init; }

    /// <summary>The MCP server's label or namespace; null for other tools.</summary>
    public string? Server { get; init; }

    public required string Input { get; init; }

    public long CreatedAt { get; init; }
}
