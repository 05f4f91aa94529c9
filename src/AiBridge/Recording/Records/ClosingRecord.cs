using System.Text.Json.Serialization;

namespace AiBridge.Recording.Records;

/// <summary>What is known when a request has ended.</summary>
internal sealed class ClosingRecord : ResponseRecord
{
    /// <summary>Again, as the next two, and the conversation with its beginning, so that a thread not found at the beginning can be found now.</summary>
    public string? LastToolResultId { get; set; }

    public string? Person { get; set; }

    [JsonPropertyName("PreviousResponseId")]
    public string? ContinuedResponseId { get; set; }
}
