namespace AiBridge.Contracts.Records;

/// <summary>Interceptions counted and their tokens added up; what a provider did not tell counts as nothing.</summary>
public sealed record UsageTotals : UsageFieldsDto;

/// <summary>What is told wherever interceptions are added up.</summary>
public abstract record UsageFieldsDto
{
    /// <summary>All of them, those in progress too.</summary>
    public required long Requests { get; init; }

    public required long Failed { get; init; }

    public required long Cancelled { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long CacheReadInputTokens { get; init; }

    public required long CacheWriteInputTokens { get; init; }
}
