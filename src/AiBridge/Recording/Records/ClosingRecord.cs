using AiBridge.Protocols;

namespace AiBridge.Recording.Records;

/// <summary>What is known when a request has ended; times in Unix milliseconds.</summary>
internal sealed class ClosingRecord
{
    public Guid Id { get; set; }

    public string ProjectId { get; set; } = "";

    /// <summary>Again, as the next four, so that a thread not found at the beginning can be found now.</summary>
    public string? LastToolResultId { get; set; }

    public string? Person { get; set; }

    public long? Conversation { get; set; }

    public long? Beginning { get; set; }

    public string? PreviousResponseId { get; set; }

    public string Status { get; set; } = "";

    public int? HttpStatus { get; set; }

    public string? ErrorType { get; set; }

    public string? ErrorMessage { get; set; }

    public string? ProviderResponseId { get; set; }

    public string? CredentialHint { get; set; }

    public string? Observation { get; set; }

    public long EndedAt { get; set; }

    public long DurationMs { get; set; }

    public long? TimeToFirstTokenMs { get; set; }

    public long ResponseBytes { get; set; }

    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    public long? CacheReadInputTokens { get; set; }

    public long? CacheWriteInputTokens { get; set; }

    public SortedDictionary<string, long>? ExtraTokens { get; set; }

    public bool UsagePartial { get; set; }

    public IReadOnlyList<RecordedAttempt>? Attempts { get; set; }

    public IReadOnlyList<ToolUse>? ToolUses { get; set; }

    public IReadOnlyList<RecordedThought>? Thoughts { get; set; }
}

/// <summary>One upstream attempt, in the shape the read API shows.</summary>
internal sealed record RecordedAttempt(int Number, string? CredentialHint, int? HttpStatus, string Outcome, DateTime StartedAt, long DurationMs);

/// <param name="Content">The model's words.</param>
/// <param name="Source">A lower_snake <see cref="ThoughtSource"/>.</param>
internal sealed record RecordedThought(string Content, string Source);
