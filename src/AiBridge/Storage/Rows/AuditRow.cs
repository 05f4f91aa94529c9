namespace AiBridge.Storage.Rows;

/// <summary>One write, done or refused. Never changed; holds no reference that would have to be there later.</summary>
internal sealed class AuditRow
{
    public const string Succeeded = "succeeded";
    public const string Refused = "refused";
    public const string Failed = "failed";

    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    public long At { get; init; }

    /// <summary>The token's id; null when the caller had none that was good.</summary>
    public string? ActorId { get; init; }

    public string? ActorName { get; init; }

    /// <summary>The project it concerned; null for what is server-wide.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The permission string.</summary>
    public required string Action { get; init; }

    /// <summary>The operation's id in the API document, <c>reloadConfiguration</c>, or <c>cli:</c> and a command; null in what versions before it wrote.</summary>
    public string? Operation { get; init; }

    /// <summary>Kind and id or name, <c>providers/openai</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>See <see cref="AuditChanges"/>; versions before <see cref="Operation"/> wrote a JSON array of names. Null when nothing was changed.</summary>
    public string? Changes { get; init; }

    /// <summary><c>succeeded</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The answer's HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>The problem's code; null when it succeeded.</summary>
    public string? Code { get; init; }

    public required string RequestId { get; init; }

    public string? ClientAddress { get; init; }
}
