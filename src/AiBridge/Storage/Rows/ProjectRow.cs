namespace AiBridge.Storage.Rows;

internal sealed class ProjectRow : IVersionedRow
{
    /// <summary><c>prj_…</c>; the project that exists from the start is <c>prj_default</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; } = 1;
}
