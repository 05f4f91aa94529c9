namespace AiBridge.Storage.Rows;

/// <summary>Whom the chat of a project asks.</summary>
internal sealed class ProjectAiRow : IVersionedRow
{
    public required string ProjectId { get; init; }

    /// <summary>A provider type, or the name of a provider.</summary>
    public required string Provider { get; set; }

    public string? Model { get; set; }

    public int? MaxTokens { get; set; }

    public string? BaseUrl { get; set; }

    public string? Region { get; set; }

    /// <summary>Encrypted; null without one.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A JSON object of names and values, encrypted; null without any.</summary>
    public string? Headers { get; set; }

    /// <summary>Where key and headers were given for: type and origin. They go nowhere else; null without any.</summary>
    public string? SecretDestination { get; set; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; } = 1;
}
