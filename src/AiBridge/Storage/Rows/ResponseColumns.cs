namespace AiBridge.Storage.Rows;

/// <summary>The columns of an interception that an answer fills, whenever it is told.</summary>
internal abstract class ResponseColumns
{
    public string? ProviderResponseId { get; set; }

    /// <summary>The model that answered.</summary>
    public string? ResponseModel { get; set; }

    /// <summary>As served.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>As served.</summary>
    public string? Speed { get; set; }

    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    public long? CacheReadInputTokens { get; set; }

    public long? CacheWriteInputTokens { get; set; }

    /// <summary>The remaining token counts by name, a JSON object; null when there are none.</summary>
    public IReadOnlyDictionary<string, long>? ExtraTokens { get; set; }

    public bool UsagePartial { get; set; }
}
