using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Storage.Rows;

namespace AiBridge.Records;

/// <summary>Which columns usage is grouped by.</summary>
internal sealed class UsageGrouping
{
    private const long DayMs = 86_400_000;

    private static readonly string[] Known = ["day", "model", "providerName", "projectId", "client", "initiatorId"];

    private readonly string[] _names;

    private UsageGrouping(string[] names) => _names = names;

    /// <param name="groupBy">Names joined with commas; null or empty is none: one group of everything.</param>
    /// <exception cref="RefusedException">400: an unknown name.</exception>
    public static UsageGrouping Read(string? groupBy)
    {
        string[] names = string.IsNullOrEmpty(groupBy) ? [] : [.. groupBy.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        return names.All(Known.Contains)
            ? new UsageGrouping(names)
            : throw RefusedException.Invalid("groupBy", $"must be a list, joined with commas, out of {string.Join(", ", Known)}");
    }

    /// <summary>The groups, ordered by their keys, added up in the database. A column not asked for is the same, null, in every row.</summary>
    public IQueryable<UsageGroup> Apply(IQueryable<InterceptionRow> rows)
    {
        bool day = Has("day"), model = Has("model"), provider = Has("providerName"), project = Has("projectId"), client = Has("client"), initiator = Has("initiatorId");
        return rows
            .GroupBy(row => new
            {
                Day = day ? row.StartedAt / DayMs : (long?)null,
                Model = model ? row.Model : null,
                ProviderName = provider ? row.ProviderName : null,
                ProjectId = project ? row.ProjectId : null,
                Client = client ? row.Client : null,
                InitiatorId = initiator ? row.InitiatorId : null,
            })
            .OrderBy(group => group.Key.Day)
            .ThenBy(group => group.Key.Model)
            .ThenBy(group => group.Key.ProviderName)
            .ThenBy(group => group.Key.ProjectId)
            .ThenBy(group => group.Key.Client)
            .ThenBy(group => group.Key.InitiatorId)
            .Select(group => new UsageGroup
            {
                Day = group.Key.Day,
                Model = group.Key.Model,
                ProviderName = group.Key.ProviderName,
                ProjectId = group.Key.ProjectId,
                Client = group.Key.Client,
                InitiatorId = group.Key.InitiatorId,
                Totals = new UsageTotals
                {
                    Requests = group.LongCount(),
                    Failed = group.LongCount(row => row.Status == RowWords.Failed),
                    Cancelled = group.LongCount(row => row.Status == RowWords.Cancelled),
                    InputTokens = group.Sum(row => row.InputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.InputTokens) ?? 0,
                    OutputTokens = group.Sum(row => row.OutputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.OutputTokens) ?? 0,
                    CacheReadInputTokens = group.Sum(row => row.CacheReadInputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.CacheReadInputTokens) ?? 0,
                    CacheWriteInputTokens = group.Sum(row => row.CacheWriteInputTokens > TokenSums.MostAdded ? TokenSums.MostAdded : row.CacheWriteInputTokens) ?? 0,
                },
            });
    }

    /// <summary>The key of a group, only what was asked for, in the order asked.</summary>
    public IReadOnlyDictionary<string, string?> KeyOf(UsageGroup group) => _names.ToDictionary(name => name, name => name switch
    {
        "day" => TextOf(group.Day!.Value),
        "model" => group.Model,
        "providerName" => group.ProviderName,
        "projectId" => group.ProjectId,
        "client" => group.Client,
        _ => group.InitiatorId,
    });

    /// <param name="day">Since 1970.</param>
    public static string TextOf(long day) => DateTimeOffset.FromUnixTimeMilliseconds(day * DayMs).ToString("yyyy-MM-dd");

    private bool Has(string name) => _names.Contains(name);
}

/// <summary>One group as the database adds it up; <see cref="Day"/> counts days since 1970.</summary>
internal sealed record UsageGroup
{
    public long? Day { get; init; }

    public string? Model { get; init; }

    public string? ProviderName { get; init; }

    public string? ProjectId { get; init; }

    public string? Client { get; init; }

    public string? InitiatorId { get; init; }

    public required UsageTotals Totals { get; init; }
}
