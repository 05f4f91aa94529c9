using System.ComponentModel;

namespace AiBridge.Contracts.Ai;

/// <summary>What a model is asked, in one shape for every provider.</summary>
public sealed record ChatRequestDto
{
    [Description("The conversation, the newest message last; 1 to 1000.")]
    public required IReadOnlyList<ChatMessageDto> Messages { get; init; }

    [Description("Instructions that stand before the conversation.")]
    public string? System { get; init; }

    [Description("Absent: the configuration's.")]
    public string? Model { get; init; }

    [Description("What the answer may take at most, thinking included: 1 to 1000000. Absent: the configuration's.")]
    public int? MaxTokens { get; init; }

    [Description("0 to 2. Absent: the provider's default.")]
    public double? Temperature { get; init; }

    [Description("true: the answer comes as server-sent events: delta, then done or error.")]
    public bool Stream { get; init; }
}

/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Content">Its text.</param>
public sealed record ChatMessageDto(string Role, string Content);
