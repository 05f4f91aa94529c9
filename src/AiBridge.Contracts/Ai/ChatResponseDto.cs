using System.ComponentModel;

namespace AiBridge.Contracts.Ai;

/// <summary>A model's whole answer.</summary>
public sealed record ChatResponseDto
{
    [Description("That of the interception which records the call.")]
    public required Guid Id { get; init; }

    [Description("As the configuration in force names it.")]
    public required string Provider { get; init; }

    [Description("The model that answered; the one that was asked when the upstream did not say.")]
    public required string Model { get; init; }

    [Description("The answer's text. It is empty when maxTokens went into thinking.")]
    public required string Content { get; init; }

    [Description("Why it ends: stop, length, tool_calls, content_filter, error or other.")]
    public required string FinishReason { get; init; }

    [Description("Null when the upstream told none.")]
    public required ChatUsageDto? Usage { get; init; }
}

/// <summary>What an answer took; what the upstream did not tell counts as nothing.</summary>
/// <param name="InputTokens">Without those read from or written to a cache.</param>
/// <param name="OutputTokens">Thinking included.</param>
/// <param name="CacheReadInputTokens">Read from the provider's prompt cache.</param>
/// <param name="CacheWriteInputTokens">Written to it.</param>
public sealed record ChatUsageDto(long InputTokens, long OutputTokens, long CacheReadInputTokens, long CacheWriteInputTokens);

/// <summary>Why an answer ends, in the words of the API. Others may come later.</summary>
public static class ChatFinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
    public const string ContentFilter = "content_filter";
    public const string Error = "error";
    public const string Other = "other";
}
