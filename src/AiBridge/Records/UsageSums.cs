using AiBridge.Contracts.Records;

namespace AiBridge.Records;

/// <summary>Adds up what was added up by group.</summary>
internal static class UsageSums
{
    public static UsageTotals Of(IEnumerable<UsageTotals> groups) => groups.Aggregate(
        new UsageTotals { Requests = 0, Failed = 0, Cancelled = 0, InputTokens = 0, OutputTokens = 0, CacheReadInputTokens = 0, CacheWriteInputTokens = 0 },
        static (sum, group) => new UsageTotals
        {
            Requests = sum.Requests + group.Requests,
            Failed = sum.Failed + group.Failed,
            Cancelled = sum.Cancelled + group.Cancelled,
            InputTokens = sum.InputTokens + group.InputTokens,
            OutputTokens = sum.OutputTokens + group.OutputTokens,
            CacheReadInputTokens = sum.CacheReadInputTokens + group.CacheReadInputTokens,
            CacheWriteInputTokens = sum.CacheWriteInputTokens + group.CacheWriteInputTokens,
        });
}
