namespace AiBridge.Management.Records;

/// <summary>The usage of one group.</summary>
internal sealed class UsageDto(IReadOnlyDictionary<string, string?> group, UsageTotals totals)
{
    /// <summary>The values of <c>groupBy</c> by name; <c>day</c> is a UTC date such as <c>2026-05-04</c>. Empty when nothing was asked for.</summary>
    public IReadOnlyDictionary<string, string?> Group => group;

    /// <summary>All of them, those in progress too.</summary>
    public long Requests => totals.Requests;

    public long Failed => totals.Failed;

    public long Cancelled => totals.Cancelled;

    public long InputTokens => totals.InputTokens;

    public long OutputTokens => totals.OutputTokens;

    public long CacheReadInputTokens => totals.CacheReadInputTokens;

    public long CacheWriteInputTokens => totals.CacheWriteInputTokens;
}

internal sealed record UsageReportDto(IReadOnlyList<UsageDto> Items);
