namespace AiBridge.Storage.Rows;

internal sealed class TokenRow
{
    /// <summary><c>tok_…</c></summary>
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; set; }

    public string? ActorName { get; set; }

    /// <summary>SHA-256 of the token, lower-case hex. The token itself is never stored.</summary>
    public required string Hash { get; init; }

    /// <summary>Permission strings joined with a space.</summary>
    public required string Permissions { get; set; }

    /// <summary>An administrator token acts in every project.</summary>
    public bool ServerScope { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>The id of the token that made it, which may be gone by now; <c>cli</c>; null for those of a first start, and where an earlier version did not note it.</summary>
    public string? CreatedBy { get; init; }

    public long? ExpiresAt { get; set; }

    public long? RevokedAt { get; set; }

    /// <summary>To the minute.</summary>
    public long? LastUsedAt { get; set; }
}
