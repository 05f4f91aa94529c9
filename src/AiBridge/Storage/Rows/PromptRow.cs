namespace AiBridge.Storage.Rows;

internal sealed class PromptRow
{
    public long Id { get; init; }

    public required Guid InterceptionId { get; init; }

    public required string Text { get; init; }

    public long CreatedAt { get; init; }
}
