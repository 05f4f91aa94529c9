using AiBridge.Protocols;
using AiBridge.Recording.Records;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Writing;

/// <summary>Turns records into rows.</summary>
internal static class InterceptionRows
{
    /// <summary>The row of an interception whose end may be known as well.</summary>
    public static InterceptionRow Row(OpeningRecord opening, ClosingRecord? closing, ThreadLink? parent)
    {
        var root = parent?.RootId ?? opening.Id;
        var row = new InterceptionRow
        {
            Id = opening.Id,
            OwnerId = opening.OwnerId,
            ProjectId = opening.ProjectId,
            InitiatorId = opening.InitiatorId,
            InitiatorName = opening.InitiatorName,
            Person = opening.Person ?? opening.InitiatorId,
            Provider = opening.Provider,
            ProviderName = opening.ProviderName,
            Protocol = opening.Protocol,
            Route = opening.Route,
            Model = opening.Model,
            Streaming = opening.Streaming,
            Client = opening.Client,
            ClientSessionId = opening.ClientSessionId,
            SessionId = opening.SessionKey ?? root.ToString(),
            AgentId = opening.AgentId,
            ParentAgentId = opening.ParentAgentId,
            Purpose = opening.Purpose,
            ThreadParentId = parent?.ParentId,
            ThreadRootId = root,
            CorrelatingToolCallId = opening.LastToolResultId,
            UserAgent = opening.UserAgent,
            CredentialKind = opening.CredentialKind,
            CredentialHint = opening.CredentialHint,
            Observation = opening.Observation,
            Status = RowWords.InProgress,
            StartedAt = opening.StartedAt,
            RequestBytes = opening.RequestBytes,
        };
        if (closing is not null)
            End(row, closing);
        return row;
    }

    public static PromptRow? Prompt(OpeningRecord opening) => opening.Prompt is { } text
        ? new PromptRow { InterceptionId = opening.Id, Text = text, CreatedAt = opening.StartedAt }
        : null;

    public static ToolUsageRow ToolUsage(ClosingRecord closing, ToolUse tool) => new()
    {
        InterceptionId = closing.Id,
        ProjectId = closing.ProjectId,
        ToolCallId = tool.Id,
        Conversation = closing.Conversation,
        Beginning = closing.Beginning ?? 0,
        Tool = tool.Name,
        Input = tool.Input,
        CreatedAt = closing.EndedAt,
    };

    public static ModelThoughtRow Thought(ClosingRecord closing, RecordedThought thought) => new()
    {
        InterceptionId = closing.Id,
        Content = thought.Content,
        Source = thought.Source,
        CreatedAt = closing.EndedAt,
    };

    private static void End(InterceptionRow row, ClosingRecord closing)
    {
        row.Status = closing.Status;
        row.HttpStatus = closing.HttpStatus;
        row.ErrorType = closing.ErrorType;
        row.ErrorMessage = closing.ErrorMessage;
        row.ProviderResponseId = closing.ProviderResponseId;
        row.CredentialHint = closing.CredentialHint;
        row.Observation = closing.Observation;
        row.EndedAt = closing.EndedAt;
        row.DurationMs = closing.DurationMs;
        row.TimeToFirstTokenMs = closing.TimeToFirstTokenMs;
        row.ResponseBytes = closing.ResponseBytes;
        row.InputTokens = closing.InputTokens;
        row.OutputTokens = closing.OutputTokens;
        row.CacheReadInputTokens = closing.CacheReadInputTokens;
        row.CacheWriteInputTokens = closing.CacheWriteInputTokens;
        row.ExtraTokens = ColumnJson.Extra(closing.ExtraTokens);
        row.UsagePartial = closing.UsagePartial;
        row.Attempts = ColumnJson.Attempts(closing.Attempts);
    }
}
