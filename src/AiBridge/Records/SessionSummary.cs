using AiBridge.Contracts.Records;
using AiBridge.Storage.Rows;

namespace AiBridge.Records;

/// <summary>A session as the database adds it up. Times are Unix milliseconds.</summary>
internal sealed record SessionSummary
{
    public required string ProjectId { get; init; }

    public required string SessionId { get; init; }

    public required string Person { get; init; }

    public required string Client { get; init; }

    public required string InitiatorId { get; init; }

    public required string InitiatorName { get; init; }

    public required long StartedAt { get; init; }

    public required long LastActivityAt { get; init; }

    public required UsageTotals Totals { get; init; }

    public SessionDto ToDto() => new()
    {
        SessionId = SessionId,
        ProjectId = ProjectId,
        Client = Client,
        InitiatorId = InitiatorId,
        InitiatorName = InitiatorName,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
        LastActivityAt = DateTimeOffset.FromUnixTimeMilliseconds(LastActivityAt),
        Totals = Totals,
    };

    /// <summary>Clients choose their session ids, so the same one may stand for sessions of several projects, and of several persons in one.</summary>
    public static IQueryable<SessionSummary> Of(IQueryable<InterceptionRow> rows) => rows
        .GroupBy(row => new { row.ProjectId, row.SessionId, row.Person })
        .Select(session => new SessionSummary
        {
            ProjectId = session.Key.ProjectId,
            SessionId = session.Key.SessionId,
            Person = session.Key.Person,
            Client = session.Max(row => row.Client)!,
            InitiatorId = session.Max(row => row.InitiatorId)!,
            InitiatorName = session.Max(row => row.InitiatorName)!,
            StartedAt = session.Min(row => row.StartedAt),
            LastActivityAt = session.Max(row => row.StartedAt),
            Totals = new UsageTotals
            {
                Requests = session.LongCount(),
                Failed = session.LongCount(row => row.Status == RowWords.Failed),
                Cancelled = session.LongCount(row => row.Status == RowWords.Cancelled),
                InputTokens = session.Sum(row => row.InputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.InputTokens) ?? 0,
                OutputTokens = session.Sum(row => row.OutputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.OutputTokens) ?? 0,
                CacheReadInputTokens = session.Sum(row => row.CacheReadInputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.CacheReadInputTokens) ?? 0,
                CacheWriteInputTokens = session.Sum(row => row.CacheWriteInputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.CacheWriteInputTokens) ?? 0,
            },
        });
}
