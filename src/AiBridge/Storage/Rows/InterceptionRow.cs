namespace AiBridge.Storage.Rows;

/// <summary>One bridged request and its response. Times are Unix milliseconds (UTC); enum-like columns hold the contract's lower_snake words.</summary>
internal sealed class InterceptionRow
{
    /// <summary>UUIDv7: sorts by start.</summary>
    public required Guid Id { get; init; }

    public required string ProjectId { get; init; }

    public required string InitiatorId { get; init; }

    public required string InitiatorName { get; init; }

    /// <summary>Who that is across tokens: <c>@</c> and the actor's name, else the token's id. A session is one person's.</summary>
    public required string Person { get; init; }

    /// <summary>The provider's type.</summary>
    public required string Provider { get; init; }

    public required string ProviderName { get; init; }

    public required string Protocol { get; init; }

    public required string Route { get; init; }

    /// <summary>Null when the body could not be decoded here.</summary>
    public string? Model { get; init; }

    /// <summary>The model that answered.</summary>
    public string? ResponseModel { get; set; }

    /// <summary>As served.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>As served.</summary>
    public string? Speed { get; set; }

    public bool Streaming { get; init; }

    public required string Client { get; init; }

    public string? ClientSessionId { get; init; }

    public required string SessionId { get; set; }

    public string? AgentId { get; init; }

    public string? ParentAgentId { get; init; }

    public required string Purpose { get; init; }

    public Guid? ThreadParentId { get; set; }

    public Guid ThreadRootId { get; set; }

    public string? CorrelatingToolCallId { get; init; }

    /// <summary>The provider's conversation that the request went on in.</summary>
    public string? ConversationId { get; init; }

    public string? UserAgent { get; init; }

    public required string CredentialKind { get; init; }

    public string? CredentialHint { get; set; }

    public required string Status { get; set; }

    public int? HttpStatus { get; set; }

    public string? ErrorType { get; set; }

    public string? ErrorMessage { get; set; }

    public string? ProviderResponseId { get; set; }

    public long StartedAt { get; init; }

    public long? EndedAt { get; set; }

    public long? DurationMs { get; set; }

    public long? TimeToFirstTokenMs { get; set; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; set; }

    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    public long? CacheReadInputTokens { get; set; }

    public long? CacheWriteInputTokens { get; set; }

    /// <summary>JSON object of the remaining token counts by name; null when there are none.</summary>
    public string? ExtraTokens { get; set; }

    public bool UsagePartial { get; set; }

    /// <summary>JSON array of the upstream attempts; null when there were none.</summary>
    public string? Attempts { get; set; }

    /// <summary>What of the traffic could not be observed, lower_snake; null when all of it was.</summary>
    public string? Observation { get; set; }

    /// <summary>The process that holds the live request; its death makes an <c>in_progress</c> row <c>interrupted</c>.</summary>
    public Guid OwnerId { get; init; }

    public List<PromptRow> Prompts { get; init; } = [];

    public List<ToolUsageRow> ToolUsages { get; init; } = [];

    public List<ModelThoughtRow> ModelThoughts { get; init; } = [];
}
