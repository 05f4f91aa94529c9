namespace AiBridge.Contracts.Records;

/// <summary>Tokens of one interception; a count the provider did not tell is null.</summary>
/// <param name="InputTokens">Without cached ones, in every protocol.</param>
/// <param name="OutputTokens">Reasoning included.</param>
/// <param name="CacheReadInputTokens">Read from the provider's prompt cache.</param>
/// <param name="CacheWriteInputTokens">Written to the provider's prompt cache.</param>
/// <param name="Extra">All other counts by name.</param>
/// <param name="Partial">The response did not end well; the provider may have counted more.</param>
public sealed record TokenUsageDto(
    long? InputTokens,
    long? OutputTokens,
    long? CacheReadInputTokens,
    long? CacheWriteInputTokens,
    IReadOnlyDictionary<string, long> Extra,
    bool Partial);

/// <summary>One upstream call.</summary>
/// <param name="Number">From 1.</param>
/// <param name="CredentialHint">The masked key it was made with.</param>
/// <param name="HttpStatus">Null when no answer came.</param>
/// <param name="Outcome"><c>ok</c>, or the class of the error.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="DurationMs">Until its outcome was known.</param>
public sealed record AttemptDto(int Number, string? CredentialHint, int? HttpStatus, string Outcome, DateTimeOffset StartedAt, long DurationMs);

public sealed record PromptDto(string Text, DateTimeOffset CreatedAt);

/// <summary>One tool call of the model.</summary>
/// <param name="ToolCallId">As the provider sent it.</param>
/// <param name="Tool">The tool's name; of hosted tools their kind.</param>
/// <param name="Server">The MCP server's label or namespace; null for other tools.</param>
/// <param name="Input">The JSON text of the arguments as the model sent it.</param>
/// <param name="CreatedAt">When the answer had ended.</param>
public sealed record ToolUsageDto(string ToolCallId, string Tool, string? Server, string Input, DateTimeOffset CreatedAt);

/// <summary>A piece of the model's visible reasoning; <paramref name="Source"/> is <c>thinking</c>, <c>reasoning_summary</c>, <c>commentary</c> or <c>reasoning</c>.</summary>
public sealed record ModelThoughtDto(string Content, string Source, DateTimeOffset CreatedAt);
