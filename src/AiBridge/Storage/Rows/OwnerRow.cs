namespace AiBridge.Storage.Rows;

/// <summary>A process that records, for as long as it lives: what it has in progress is for nobody else to end.</summary>
internal sealed class OwnerRow
{
    /// <summary>As <see cref="InterceptionColumns.OwnerId"/> has it.</summary>
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public int ProcessId { get; init; }

    public required string Version { get; init; }

    public long StartedAt { get; init; }

    /// <summary>Said anew again and again, by the clock of its own host: to others only its change tells anything.</summary>
    public long HeartbeatAt { get; set; }
}
