namespace AiBridge.Storage.Rows;

/// <summary>One bridged request and its response.</summary>
internal sealed class InterceptionRow : InterceptionColumns
{
    public List<PromptRow> Prompts { get; init; } = [];

    public List<ToolUsageRow> ToolUsages { get; init; } = [];

    public List<ModelThoughtRow> ModelThoughts { get; init; } = [];
}
