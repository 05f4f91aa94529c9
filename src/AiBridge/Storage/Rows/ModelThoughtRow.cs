namespace AiBridge.Storage.Rows;

internal sealed class ModelThoughtRow
{
    public long Id { get; init; }

    public Guid InterceptionId { get; set; }

    public required string Content { get; init; }

    public required string Source { get; init; }

    public long CreatedAt { get; init; }
}
