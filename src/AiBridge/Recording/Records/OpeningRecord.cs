using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>What is known when a request is about to be sent; times in Unix milliseconds. Settable, because that is what deserialises fast.</summary>
internal sealed class OpeningRecord
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public string ProjectId { get; set; } = "";

    public string InitiatorId { get; set; } = "";

    public string InitiatorName { get; set; } = "";

    public string Provider { get; set; } = "";

    public string ProviderName { get; set; } = "";

    public string Protocol { get; set; } = "";

    public string Route { get; set; } = "";

    public string? Model { get; set; }

    public bool Streaming { get; set; }

    public string Client { get; set; } = "";

    public string? ClientSessionId { get; set; }

    /// <summary>The session as the client names it: its session id, else its prompt cache key.</summary>
    public string? SessionKey { get; set; }

    public string? AgentId { get; set; }

    public string? ParentAgentId { get; set; }

    public string Purpose { get; set; } = "";

    public string? LastToolResultId { get; set; }

    /// <summary>The provider's conversation that the request goes on in.</summary>
    [JsonPropertyName("ConversationId")]
    public string? ProviderConversationId { get; set; }

    /// <summary>Who asks, across tokens; null in a record of an earlier version.</summary>
    public string? Person { get; set; }

    /// <summary>The conversation that tool-call ids count in; null in a record of an earlier version, which is linked to nothing.</summary>
    [JsonPropertyName("Conversation")]
    public long? ConversationHash { get; set; }

    /// <summary>How the conversation begins, where no session tells the client's conversations apart; 0 when nobody knows.</summary>
    public long? Beginning { get; set; }

    /// <summary>The response that the request goes on from, where no session says so.</summary>
    [JsonPropertyName("PreviousResponseId")]
    public string? ContinuedResponseId { get; set; }

    public string? UserAgent { get; set; }

    public string CredentialKind { get; set; } = "";

    public string? CredentialHint { get; set; }

    public string? Observation { get; set; }

    public long StartedAt { get; set; }

    public long RequestBytes { get; set; }

    public string? Prompt { get; set; }
}
