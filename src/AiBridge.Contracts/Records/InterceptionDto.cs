using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Records;

/// <summary>An interception in a list: the detail without attempts, prompts, tool usages and thoughts.</summary>
public sealed record InterceptionDto : InterceptionFieldsDto;

/// <summary>An interception with all that was recorded of it.</summary>
public sealed record InterceptionDetailDto : InterceptionFieldsDto
{
    [JsonConstructor]
    public InterceptionDetailDto()
    {
    }

    [SetsRequiredMembers]
    public InterceptionDetailDto(InterceptionFieldsDto fields)
        : base(fields)
    {
    }

    /// <summary>The upstream calls made for it, in order.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<AttemptDto> Attempts { get; init; } = [];

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<PromptDto> Prompts { get; init; } = [];

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ToolUsageDto> ToolUsages { get; init; } = [];

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ModelThoughtDto> ModelThoughts { get; init; } = [];
}

/// <summary>What an interception's list item and detail share.</summary>
public abstract record InterceptionFieldsDto
{
    public required Guid Id { get; init; }

    public required string ProjectId { get; init; }

    public required string InitiatorId { get; init; }

    public required string InitiatorName { get; init; }

    public required string Provider { get; init; }

    public required string ProviderName { get; init; }

    public required string Protocol { get; init; }

    public required string Route { get; init; }

    public required string? Model { get; init; }

    /// <summary>The model that answered; null when it was not told.</summary>
    public required string? ResponseModel { get; init; }

    /// <summary>The service tier as served; null when it was not told.</summary>
    public required string? ServiceTier { get; init; }

    /// <summary>The speed as served; null when it was not told.</summary>
    public required string? Speed { get; init; }

    public required bool Streaming { get; init; }

    public required string Client { get; init; }

    public required string? ClientSessionId { get; init; }

    public required string SessionId { get; init; }

    public required string? AgentId { get; init; }

    public required string? ParentAgentId { get; init; }

    public required string Purpose { get; init; }

    public required Guid? ThreadParentId { get; init; }

    public required Guid ThreadRootId { get; init; }

    public required string? CorrelatingToolCallId { get; init; }

    /// <summary>The trace that the request was part of (W3C Trace Context), exported or not: the caller's where it sent a <c>traceparent</c>. Null where an earlier version did not note it.</summary>
    public required string? TraceId { get; init; }

    public required string? UserAgent { get; init; }

    public required string CredentialKind { get; init; }

    public required string? CredentialHint { get; init; }

    public required string Status { get; init; }

    public required int? HttpStatus { get; init; }

    public required string? ErrorType { get; init; }

    public required string? ErrorMessage { get; init; }

    public required string? ProviderResponseId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required long? DurationMs { get; init; }

    public required long? TimeToFirstTokenMs { get; init; }

    public required long RequestBytes { get; init; }

    public required long ResponseBytes { get; init; }

    /// <summary>What of the traffic could not be observed; null when all of it was.</summary>
    public required string? Observation { get; init; }

    /// <summary>Null when the provider told no usage at all.</summary>
    public required TokenUsageDto? TokenUsage { get; init; }
}
