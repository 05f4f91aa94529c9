namespace AiBridge.Storage.Rows;

/// <summary>A provider that a project brought.</summary>
internal sealed class AiProviderRow : IVersionedRow
{
    /// <summary><c>aip_…</c></summary>
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    /// <summary>A secret of the same project; null without one.</summary>
    public string? SecretId { get; set; }

    /// <summary>Where the secret was given for: type, origin and the token URL's origin. It goes nowhere else; null without one.</summary>
    public string? SecretDestination { get; set; }

    /// <summary>A label.</summary>
    public required string Name { get; set; }

    /// <summary>The route prefix, unique in the project.</summary>
    public required string Slug { get; set; }

    /// <summary>The provider type.</summary>
    public required string Provider { get; set; }

    public required string DefaultModel { get; set; }

    public string? BaseUrl { get; set; }

    /// <summary>Further settings, a JSON object; null without any.</summary>
    public string? Config { get; set; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; } = 1;
}
