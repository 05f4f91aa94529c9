using System.Text.Json.Serialization;
using AiBridge.Protocols;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Records;

/// <summary>What an answer has told, or its end: the columns, and what becomes rows beside them.</summary>
internal abstract class ResponseRecord : ClosingColumns
{
    private const int AroundText = 100;

    public string ProjectId { get; set; } = "";

    /// <summary>The conversation that the ids of the tool calls count in; null in a record of an earlier version.</summary>
    [JsonPropertyName("Conversation")]
    public long? ConversationHash { get; set; }

    /// <summary>How that conversation begins, where no session tells the client's conversations apart; 0 when nobody knows.</summary>
    public long? Beginning { get; set; }

    public IReadOnlyList<ToolUse>? ToolUses { get; set; }

    public IReadOnlyList<RecordedThought>? Thoughts { get; set; }

    /// <summary>Of its texts and what stands around them, about.</summary>
    [JsonIgnore]
    public long Characters
    {
        get
        {
            var count = 0L;
            for (var i = 0; i < ToolUses?.Count; i++)
                count += ToolUses[i].Input.Length + AroundText;
            for (var i = 0; i < Thoughts?.Count; i++)
                count += Thoughts[i].Content.Length + AroundText;
            return count;
        }
    }
}

/// <param name="Content">The model's words.</param>
/// <param name="Source">A lower_snake <see cref="ThoughtSource"/>.</param>
internal sealed record RecordedThought(string Content, string Source);
