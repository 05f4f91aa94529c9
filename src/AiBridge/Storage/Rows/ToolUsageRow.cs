namespace AiBridge.Storage.Rows;

internal sealed class ToolUsageRow
{
    public long Id { get; init; }

    public Guid InterceptionId { get; set; }

    /// <summary>Repeated here so that the look-up of a tool call never leaves its project.</summary>
    public required string ProjectId { get; init; }

    public required string ToolCallId { get; init; }

    /// <summary>The conversation the id counts in, as a number; null when an earlier version recorded the call.</summary>
    public long? Conversation { get; set; }

    /// <summary>How the conversation begins, as a number; 0 where its session tells it apart, or nobody knows.</summary>
    public long Beginning { get; set; }

    public required string Tool { get; init; }

    /// <summary>The MCP server's label or namespace; null for other tools.</summary>
    public string? Server { get; init; }

    public required string Input { get; init; }

    public long CreatedAt { get; init; }
}
