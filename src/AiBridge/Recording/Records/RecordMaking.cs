using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Records;

/// <summary>Takes the facts off an exchange; what the options forbid never gets as far as the journal.</summary>
internal static class RecordMaking
{
    private const int MessageLimit = 500;

    public static OpeningRecord Opening(Exchange exchange, RecordingOptions options, Guid ownerId)
    {
        var auxiliary = exchange.Client.Auxiliary || exchange.Route.Auxiliary;
        var session = NullIfEmpty(exchange.Client.SessionId);
        return new OpeningRecord
        {
            Id = exchange.Id,
            OwnerId = ownerId,
            ProjectId = exchange.Caller.ProjectId,
            InitiatorId = exchange.Caller.Token.Id,
            InitiatorName = exchange.Caller.Name,
            Provider = exchange.Provider.Type.Name,
            ProviderName = exchange.Provider.Name,
            ProviderInstance = exchange.Provider.Account,
            Protocol = exchange.Route.Protocol?.Name ?? "",
            Route = exchange.Route.Path,
            Model = exchange.Request.Model,
            Streaming = exchange.Request.Streaming,
            Client = exchange.Client.Name,
            ClientSessionId = session,
            SessionKey = ConversationScope.SessionKey(exchange),
            AgentId = exchange.Client.AgentId,
            ParentAgentId = exchange.Client.ParentAgentId,
            Purpose = auxiliary ? "auxiliary" : "main",
            LastToolResultId = NullIfEmpty(exchange.Request.LastToolResultId),
            ConversationId = exchange.Request.ConversationId,
            Person = exchange.Caller.Person,
            ConversationHash = ConversationScope.Hash(exchange),
            Beginning = ConversationScope.Beginning(exchange),
            ContinuedResponseId = ConversationScope.ContinuedResponse(exchange),
            TraceId = exchange.TraceId,
            UserAgent = exchange.UserAgent,
            CredentialKind = EnumWord.Of(exchange.CredentialKind),
            CredentialHint = exchange.CredentialHint,
            Observation = Word(exchange.Observation),
            StartedAt = exchange.StartedAt.ToUnixTimeMilliseconds(),
            RequestBytes = exchange.RequestBytes,
            Prompt = options.Prompts && !auxiliary ? exchange.Request.Prompt : null,
        };
    }

    /// <summary>The end without its lists.</summary>
    public static ClosingRecord Closing(Exchange exchange, ExchangeOutcome outcome)
    {
        var elapsed = exchange.Elapsed;
        var response = exchange.Response;
        var failure = outcome.Status == ExchangeStatus.Completed ? null : response?.Error;
        var record = new ClosingRecord
        {
            Id = exchange.Id,
            LastToolResultId = NullIfEmpty(exchange.Request.LastToolResultId),
            Person = exchange.Caller.Person,
            ConversationHash = ConversationScope.Hash(exchange),
            Beginning = ConversationScope.Beginning(exchange),
            ContinuedResponseId = ConversationScope.ContinuedResponse(exchange),
            Status = EnumWord.Of(outcome.Status),
            HttpStatus = outcome.HttpStatus,
            ErrorType = (outcome.Error ?? failure?.Class) is { } error ? EnumWord.Of(error) : null,
            ErrorMessage = Limited(outcome.Message ?? failure?.Message),
            CredentialHint = exchange.CredentialHint,
            Observation = Word(exchange.Observation),
            EndedAt = (exchange.StartedAt + elapsed).ToUnixTimeMilliseconds(),
            DurationMs = (long)elapsed.TotalMilliseconds,
            TimeToFirstTokenMs = exchange.TimeToFirstToken is { } first ? (long)first.TotalMilliseconds : null,
            ResponseBytes = exchange.ResponseBytes,
        };
        AddResponse(record, exchange);
        record.UsagePartial = outcome.Status != ExchangeStatus.Completed || response is { Incomplete: true };
        return record;
    }

    /// <summary>What a later request has told of a response that is over by now; null while it goes on, and where it says nothing.</summary>
    /// <param name="exchange">The request that asked for it.</param>
    /// <param name="responseId">The response's id.</param>
    public static AmendmentRecord? Amendment(Exchange exchange, string responseId)
    {
        if (exchange.Response is not { Ended: true, Pending: false, ResponseId: not null } response || (response.Usage.IsEmpty && response.Error is null))
            return null;
        var record = new AmendmentRecord
        {
            ProviderName = exchange.Provider.Name,
            ProviderInstance = exchange.Provider.Account,
            At = (exchange.StartedAt + exchange.Elapsed).ToUnixTimeMilliseconds(),
            Failed = response.Error is not null,
            ErrorType = response.Error is { } error ? EnumWord.Of(error.Class) : null,
            ErrorMessage = Limited(response.Error?.Message),
        };
        AddResponse(record, exchange);
        record.ProviderResponseId = responseId;
        record.UsagePartial = response.Incomplete || response.Error is not null;
        return record;
    }

    /// <exception cref="InvalidOperationException">A list was changed meanwhile.</exception>
    /// <exception cref="ArgumentException">Likewise.</exception>
    public static void AddLists(ResponseRecord record, Exchange exchange, RecordingOptions options)
    {
        if (record is ClosingRecord closing && exchange.Attempts.Count > 0)
            closing.Attempts = [.. exchange.Attempts.Select(Describe)];
        if (exchange.Response is not { } response)
            return;
        if (response.Usage.Extra.Count > 0)
            record.ExtraTokens = new SortedDictionary<string, long>(response.Usage.Extra, StringComparer.Ordinal);
        if (response.ToolUses is { Count: > 0 } uses)
            record.ToolUses = options.ToolInputs ? uses : [.. uses.Select(tool => tool with { Input = "" })];
        if (options.Thoughts && response.Thoughts.Count > 0)
            record.Thoughts = [.. response.Thoughts.Select(thought => new RecordedThought(thought.Content, EnumWord.Of(thought.Source)))];
    }

    /// <summary>There is no memory for the lists of texts; the record says so.</summary>
    public static void LeaveOutLists(ResponseRecord record) =>
        (record.ToolUses, record.Thoughts, record.Observation) = (null, null, Word(Observation.Overloaded));

    private static void AddResponse(ResponseRecord record, Exchange exchange)
    {
        record.ProjectId = exchange.Caller.ProjectId;
        if (exchange.Response is not { } response)
            return;
        record.ProviderResponseId = response.ResponseId;
        record.ResponseModel = response.Model.Text;
        record.ServiceTier = response.ServiceTier.Text;
        record.Speed = response.Speed.Text;
        record.InputTokens = response.Usage.Input;
        record.OutputTokens = response.Usage.Output;
        record.CacheReadInputTokens = response.Usage.CacheRead;
        record.CacheWriteInputTokens = response.Usage.CacheWrite;
    }

    private static RecordedAttempt Describe(UpstreamAttempt attempt) =>
        new(attempt.Number, attempt.CredentialHint, attempt.HttpStatus, attempt.Outcome, attempt.StartedAt.UtcDateTime, attempt.DurationMs);

    private static string? Word(Observation observation) => observation == Observation.Complete ? null : EnumWord.Of(observation);

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string? Limited(string? message) => message is null ? null : CutText.To(message, MessageLimit);
}
