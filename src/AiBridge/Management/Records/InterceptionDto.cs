using System.Text.Json.Serialization;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Records;

/// <summary>An interception in a list: the detail without attempts, prompts, tool usages and thoughts.</summary>
internal sealed class InterceptionDto(InterceptionRow row) : InterceptionFieldsDto(row);

/// <summary>An interception with all that was recorded of it.</summary>
internal sealed class InterceptionDetailDto(InterceptionRow row) : InterceptionFieldsDto(row)
{
    /// <summary>The upstream calls made for it, in order.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AttemptDto> Attempts { get; } = [.. (row.Attempts ?? []).Select(AttemptDto.Of)];

    [JsonPropertyOrder(1)]
    public IReadOnlyList<PromptDto> Prompts => [.. Row.Prompts.Select(prompt => new PromptDto(prompt.Text, Time(prompt.CreatedAt)))];

    [JsonPropertyOrder(1)]
    public IReadOnlyList<ToolUsageDto> ToolUsages =>
        [.. Row.ToolUsages.Select(usage => new ToolUsageDto(usage.ToolCallId, usage.Tool, usage.Server, usage.Input, Time(usage.CreatedAt)))];

    [JsonPropertyOrder(1)]
    public IReadOnlyList<ModelThoughtDto> ModelThoughts =>
        [.. Row.ModelThoughts.Select(thought => new ModelThoughtDto(thought.Content, thought.Source, Time(thought.CreatedAt)))];
}

/// <summary>What an interception's list item and detail share.</summary>
internal abstract class InterceptionFieldsDto(InterceptionRow row)
{
    public Guid Id => Row.Id;

    public string ProjectId => Row.ProjectId;

    public string InitiatorId => Row.InitiatorId;

    public string InitiatorName => Row.InitiatorName;

    public string Provider => Row.Provider;

    public string ProviderName => Row.ProviderName;

    public string Protocol => Row.Protocol;

    public string Route => Row.Route;

    public string? Model => Row.Model;

    /// <summary>The model that answered; null when it was not told.</summary>
    public string? ResponseModel => Row.ResponseModel;

    /// <summary>The service tier as served; null when it was not told.</summary>
    public string? ServiceTier => Row.ServiceTier;

    /// <summary>The speed as served; null when it was not told.</summary>
    public string? Speed => Row.Speed;

    public bool Streaming => Row.Streaming;

    public string Client => Row.Client;

    public string? ClientSessionId => Row.ClientSessionId;

    public string SessionId => Row.SessionId;

    public string? AgentId => Row.AgentId;

    public string? ParentAgentId => Row.ParentAgentId;

    public string Purpose => Row.Purpose;

    public Guid? ThreadParentId => Row.ThreadParentId;

    public Guid ThreadRootId => Row.ThreadRootId;

    public string? CorrelatingToolCallId => Row.CorrelatingToolCallId;

    public string? UserAgent => Row.UserAgent;

    public string CredentialKind => Row.CredentialKind;

    public string? CredentialHint => Row.CredentialHint;

    public string Status => Row.Status;

    public int? HttpStatus => Row.HttpStatus;

    public string? ErrorType => Row.ErrorType;

    public string? ErrorMessage => Row.ErrorMessage;

    public string? ProviderResponseId => Row.ProviderResponseId;

    public DateTimeOffset StartedAt => Time(Row.StartedAt);

    public DateTimeOffset? EndedAt => Row.EndedAt is { } ended ? Time(ended) : null;

    public long? DurationMs => Row.DurationMs;

    public long? TimeToFirstTokenMs => Row.TimeToFirstTokenMs;

    public long RequestBytes => Row.RequestBytes;

    public long ResponseBytes => Row.ResponseBytes;

    /// <summary>What of the traffic could not be observed; null when all of it was.</summary>
    public string? Observation => Row.Observation;

    /// <summary>Null when the provider told no usage at all.</summary>
    public TokenUsageDto? TokenUsage { get; init; } = TokenUsageDto.Of(row);

    protected InterceptionRow Row { get; } = row;

    protected static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
