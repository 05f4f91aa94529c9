namespace AiBridge.Storage.Rows;

/// <summary>The columns of an interception that its end fills; those of <see cref="InterceptionColumns"/> are known at its beginning.</summary>
internal abstract class ClosingColumns : ResponseColumns
{
    /// <summary>UUIDv7: sorts by start.</summary>
    public Guid Id { get; set; }

    public string Status { get; set; } = "";

    public int? HttpStatus { get; set; }

    public string? ErrorType { get; set; }

    public string? ErrorMessage { get; set; }

    /// <summary>Of the last key tried; at the beginning, of the caller's own.</summary>
    public string? CredentialHint { get; set; }

    /// <summary>What of the traffic could not be observed, lower_snake; null when all of it was.</summary>
    public string? Observation { get; set; }

    public long? EndedAt { get; set; }

    public long? DurationMs { get; set; }

    public long? TimeToFirstTokenMs { get; set; }

    public long ResponseBytes { get; set; }

    /// <summary>The upstream attempts, a JSON array; null when there were none.</summary>
    public IReadOnlyList<RecordedAttempt>? Attempts { get; set; }
}

/// <summary>One upstream attempt.</summary>
internal sealed record RecordedAttempt(int Number, string? CredentialHint, int? HttpStatus, string Outcome, DateTime StartedAt, long DurationMs);
