using AiBridge.Contracts.Records;
using AiBridge.Storage.Rows;

namespace AiBridge.Records;

/// <summary>What is told of a stored interception.</summary>
internal static class InterceptionMapping
{
    private static readonly IReadOnlyDictionary<string, long> Nothing = new Dictionary<string, long>();

    public static InterceptionDto ToDto(InterceptionRow row) => new()
    {
        Id = row.Id,
        ProjectId = row.ProjectId,
        InitiatorId = row.InitiatorId,
        InitiatorName = row.InitiatorName,
        Provider = row.Provider,
        ProviderName = row.ProviderName,
        Protocol = row.Protocol,
        Route = row.Route,
        Model = row.Model,
        ResponseModel = row.ResponseModel,
        ServiceTier = row.ServiceTier,
        Speed = row.Speed,
        Streaming = row.Streaming,
        Client = row.Client,
        ClientSessionId = row.ClientSessionId,
        SessionId = row.SessionId,
        AgentId = row.AgentId,
        ParentAgentId = row.ParentAgentId,
        Purpose = row.Purpose,
        ThreadParentId = row.ThreadParentId,
        ThreadRootId = row.ThreadRootId,
        CorrelatingToolCallId = row.CorrelatingToolCallId,
        UserAgent = row.UserAgent,
        CredentialKind = row.CredentialKind,
        CredentialHint = row.CredentialHint,
        Status = row.Status,
        HttpStatus = row.HttpStatus,
        ErrorType = row.ErrorType,
        ErrorMessage = row.ErrorMessage,
        ProviderResponseId = row.ProviderResponseId,
        StartedAt = Time(row.StartedAt),
        EndedAt = row.EndedAt is { } ended ? Time(ended) : null,
        DurationMs = row.DurationMs,
        TimeToFirstTokenMs = row.TimeToFirstTokenMs,
        RequestBytes = row.RequestBytes,
        ResponseBytes = row.ResponseBytes,
        Observation = row.Observation,
        TokenUsage = TokenUsage(row),
    };

    public static InterceptionDetailDto ToDetailDto(InterceptionRow row) => new(ToDto(row))
    {
        Attempts = [.. (row.Attempts ?? []).Select(attempt => new AttemptDto(attempt.Number, attempt.CredentialHint, attempt.HttpStatus, attempt.Outcome, new DateTimeOffset(attempt.StartedAt, TimeSpan.Zero), attempt.DurationMs))],
        Prompts = [.. row.Prompts.Select(prompt => new PromptDto(prompt.Text, Time(prompt.CreatedAt)))],
        ToolUsages = [.. row.ToolUsages.Select(usage => new ToolUsageDto(usage.ToolCallId, usage.Tool, usage.Server, usage.Input, Time(usage.CreatedAt)))],
        ModelThoughts = [.. row.ModelThoughts.Select(thought => new ModelThoughtDto(thought.Content, thought.Source, Time(thought.CreatedAt)))],
    };

    /// <summary>Null when there was no usage at all.</summary>
    private static TokenUsageDto? TokenUsage(InterceptionRow row)
    {
        if ((row.InputTokens ?? row.OutputTokens ?? row.CacheReadInputTokens ?? row.CacheWriteInputTokens) is null && row.ExtraTokens is null)
            return null;
        return new TokenUsageDto(row.InputTokens, row.OutputTokens, row.CacheReadInputTokens, row.CacheWriteInputTokens, row.ExtraTokens ?? Nothing, row.UsagePartial);
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
