namespace AiBridge.Storage.Rows;

/// <summary>A value that is encrypted at rest: a provider's key, an OAuth client secret, a header's value.</summary>
internal sealed class SecretRow : IVersionedRow
{
    /// <summary><c>sec_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Null: server-wide.</summary>
    public string? ProjectId { get; init; }

    public required string Name { get; set; }

    /// <summary>The encrypted value; never the value itself.</summary>
    public required string Protected { get; set; }

    /// <summary>The value's masked form.</summary>
    public required string Hint { get; set; }

    /// <summary>The provider (<c>prv_…</c>) that brought it and takes it along when it goes; null for one made on its own.</summary>
    public string? OwnerId { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; } = 1;
}
