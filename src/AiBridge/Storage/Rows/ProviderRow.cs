namespace AiBridge.Storage.Rows;

/// <summary>A server-wide provider made at runtime.</summary>
internal sealed class ProviderRow : IVersionedRow
{
    /// <summary><c>prv_…</c>; stays when the name changes.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Everything that is set and is no secret, as JSON.</summary>
    public required string Settings { get; set; }

    public List<ProviderSecretRow> Secrets { get; } = [];

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; } = 1;
}
