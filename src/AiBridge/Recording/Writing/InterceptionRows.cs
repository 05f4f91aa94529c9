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
            ConversationId = opening.ProviderConversationId,
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

    public static ToolUsageRow ToolUsage(ResponseRecord response, ToolUse tool, Guid id, long at) => new()
    {
        InterceptionId = id,
        ProjectId = response.ProjectId,
        ToolCallId = tool.Id,
        Conversation = response.ConversationHash,
        Beginning = response.Beginning ?? 0,
        Tool = tool.Name,
        Server = tool.Server,
        Input = tool.Input,
        CreatedAt = at,
    };

    public static ModelThoughtRow Thought(RecordedThought thought, Guid id, long at) => new()
    {
        InterceptionId = id,
        Content = thought.Content,
        Source = thought.Source,
        CreatedAt = at,
    };

    private static void End(InterceptionRow row, ClosingRecord closing)
    {
        row.Status = closing.Status;
        row.HttpStatus = closing.HttpStatus;
        row.ErrorType = closing.ErrorType;
        row.ErrorMessage = closing.ErrorMessage;
        row.ProviderResponseId = closing.ProviderResponseId;
        row.ResponseModel = closing.ResponseModel;
        row.ServiceTier = closing.ServiceTier;
        row.Speed = closing.Speed;
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
