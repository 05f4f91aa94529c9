using System.Text.Json.Serialization;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Records;

/// <summary>What is known when a request is about to be sent: its columns, and what leads to its session and thread.</summary>
internal sealed class OpeningRecord : InterceptionColumns
{
    /// <summary>The session as the client names it: its session id, else its prompt cache key.</summary>
    public string? SessionKey { get; set; }

    public string? LastToolResultId { get; set; }

    /// <summary>The conversation that tool-call ids count in; null in a record of an earlier version, which is linked to nothing.</summary>
    [JsonPropertyName("Conversation")]
    public long? ConversationHash { get; set; }

    /// <summary>How the conversation begins, where no session tells the client's conversations apart; 0 when nobody knows.</summary>
    public long? Beginning { get; set; }

    /// <summary>The response that the request goes on from, where no session says so.</summary>
    [JsonPropertyName("PreviousResponseId")]
    public string? ContinuedResponseId { get; set; }

    public string? Prompt { get; set; }
}
