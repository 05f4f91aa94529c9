namespace AiBridge.Storage.Rows;

/// <summary>
/// The columns of an interception. This is the one place where a column is named: what is inserted, what its end sets, what the journal holds
/// of it and what a later request adds are derived from the class in which it stands. Times are Unix milliseconds (UTC); enum-like columns hold
/// the contract's lower_snake words.
/// </summary>
internal abstract class InterceptionColumns : ClosingColumns
{
    protected InterceptionColumns() => Status = RowWords.InProgress;

    /// <summary>The process that holds the live request; its death makes an <c>in_progress</c> row <c>interrupted</c>.</summary>
    public Guid OwnerId { get; set; }

    public string ProjectId { get; set; } = "";

    public string InitiatorId { get; set; } = "";

    public string InitiatorName { get; set; } = "";

    /// <summary>Who that is across tokens: <c>@</c> and the actor's name, else the token's id. A session is one person's.</summary>
    public string Person { get; set; } = "";

    /// <summary>The provider's type.</summary>
    public string Provider { get; set; } = "";

    public string ProviderName { get; set; } = "";

    /// <summary>Which of the providers that have had this name it was, and where: what it gave an id to is that one's. Null where an earlier version did not note it.</summary>
    public string? ProviderInstance { get; set; }

    public string Protocol { get; set; } = "";

    public string Route { get; set; } = "";

    /// <summary>Null when the body could not be decoded here.</summary>
    public string? Model { get; set; }

    public bool Streaming { get; set; }

    public string Client { get; set; } = "";

    public string? ClientSessionId { get; set; }

    public string SessionId { get; set; } = "";

    public string? AgentId { get; set; }

    public string? ParentAgentId { get; set; }

    public string Purpose { get; set; } = "";

    public Guid? ThreadParentId { get; set; }

    public Guid ThreadRootId { get; set; }

    public string? CorrelatingToolCallId { get; set; }

    /// <summary>The provider's conversation that the request went on in.</summary>
    public string? ConversationId { get; set; }

    /// <summary>The trace that the request was part of; null where an earlier version did not note it.</summary>
    public string? TraceId { get; set; }

    public string? UserAgent { get; set; }

    public string CredentialKind { get; set; } = "";

    public long StartedAt { get; set; }

    public long RequestBytes { get; set; }
}
