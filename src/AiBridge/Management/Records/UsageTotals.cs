namespace AiBridge.Management.Records;

/// <summary>Interceptions counted and their tokens added up; what a provider did not tell counts as nothing.</summary>
internal sealed record UsageTotals
{
    /// <summary>What an answer adds to a sum at most: a provider may tell any number, and the database refuses a sum that does not fit.</summary>
    public const long MostTokens = 1_000_000_000_000;

    /// <summary>All of them, those in progress too.</summary>
    public required long Requests { get; init; }

    public required long Failed { get; init; }

    public required long Cancelled { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long CacheReadInputTokens { get; init; }

    public required long CacheWriteInputTokens { get; init; }
}
