using System.Text.Json.Serialization;
using AiBridge.Protocols;

namespace AiBridge.Recording.Records;

/// <summary>What an answer has told; settable, because that is what deserialises fast.</summary>
internal abstract class ResponseRecord
{
    public string ProjectId { get; set; } = "";

    /// <summary>The conversation that the ids of the tool calls count in; null in a record of an earlier version.</summary>
    [JsonPropertyName("Conversation")]
    public long? ConversationHash { get; set; }

    /// <summary>How that conversation begins, where no session tells the client's conversations apart; 0 when nobody knows.</summary>
    public long? Beginning { get; set; }

    public string? ProviderResponseId { get; set; }

    /// <summary>The model that answered.</summary>
    public string? ResponseModel { get; set; }

    public string? ServiceTier { get; set; }

    public string? Speed { get; set; }

    public string? ErrorType { get; set; }

    public string? ErrorMessage { get; set; }

    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    public long? CacheReadInputTokens { get; set; }

    public long? CacheWriteInputTokens { get; set; }

    public SortedDictionary<string, long>? ExtraTokens { get; set; }

    public bool UsagePartial { get; set; }

    public IReadOnlyList<ToolUse>? ToolUses { get; set; }

    public IReadOnlyList<RecordedThought>? Thoughts { get; set; }
}

/// <param name="Content">The model's words.</param>
/// <param name="Source">A lower_snake <see cref="ThoughtSource"/>.</param>
internal sealed record RecordedThought(string Content, string Source);
