using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>What is known when a request has ended; times in Unix milliseconds.</summary>
internal sealed class ClosingRecord : ResponseRecord
{
    public Guid Id { get; set; }

    /// <summary>Again, as the next two, and the conversation with its beginning, so that a thread not found at the beginning can be found now.</summary>
    public string? LastToolResultId { get; set; }

    public string? Person { get; set; }

    [JsonPropertyName("PreviousResponseId")]
    public string? ContinuedResponseId { get; set; }

    public string Status { get; set; } = "";

    public int? HttpStatus { get; set; }

    public string? CredentialHint { get; set; }

    public string? Observation { get; set; }

    public long EndedAt { get; set; }

    public long DurationMs { get; set; }

    public long? TimeToFirstTokenMs { get; set; }

    public long ResponseBytes { get; set; }

    public IReadOnlyList<RecordedAttempt>? Attempts { get; set; }
}

/// <summary>One upstream attempt, in the shape the read API shows.</summary>
internal sealed record RecordedAttempt(int Number, string? CredentialHint, int? HttpStatus, string Outcome, DateTime StartedAt, long DurationMs);
