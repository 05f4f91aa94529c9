using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

internal sealed class UsageQueries(RecordReading reading)
{
    /// <summary>An answer is not paged, so it is bounded.</summary>
    public const int MaxGroups = 10_000;

    /// <summary>Requests and tokens, added up by group; without groups everything is one.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood, or too many groups; 403; 404: another project.</exception>
    public async Task<UsageReportDto> ReportAsync(Caller caller, UsageFilter filter, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, RecordOperations.GetUsage, cancellation);
        var range = TimeRange.Read("from", filter.From, "to", filter.To);
        var grouping = UsageGrouping.Read(filter.GroupBy);
        var rows = db.Interceptions.AsNoTracking().Of(caller.VisibleProject(filter.ProjectId)).During(range);
        var groups = await reading.ListAsync(caller, grouping.Apply(rows).Take(MaxGroups + 1), static _ => RecordReading.RowBytes / 2, cancellation);
        if (groups.Count > MaxGroups)
            throw RefusedException.Invalid("groupBy", $"makes more than {MaxGroups} groups; narrow from and to, or group by less");
        return new UsageReportDto([.. groups.Select(group => new UsageDto(grouping.KeyOf(group), group.Totals))]);
    }
}
