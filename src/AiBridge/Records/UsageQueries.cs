using System.Text.Json;
using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

internal sealed class UsageQueries(RecordReading reading)
{
    /// <summary>An answer is not paged, so it is bounded.</summary>
    public const int MaxGroups = 10_000;

    private static readonly Cursor Places = new("usage");

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

    /// <summary>The same in pages, for whom it would else be too much at once.</summary>
    /// <exception cref="RefusedException">As of the whole.</exception>
    public async Task<Page<UsageDto>> PageAsync(Caller caller, UsageFilter filter, CursorQuery page, CancellationToken cancellation)
    {
        var limit = PageLimit.Read(page.Limit);
        var after = Places.ReadText(page.Cursor);
        var groups = (await ReportAsync(caller, filter, cancellation)).Items;
        var begin = after is null ? 0 : groups.Select(Place).ToList().IndexOf(after) + 1;
        if (after is not null && begin == 0)
            throw Cursor.Invalid();
        return Pages.Of([.. groups.Skip(begin).Take(limit + 1)], limit, last => Places.AfterText(Place(last)));
    }

    /// <summary>What all of a project's interceptions took, by the model that was asked for and by day.</summary>
    /// <param name="caller">Of the project.</param>
    /// <param name="operation">What it is wanted for.</param>
    /// <param name="cancellation">Ends the look into the store.</param>
    /// <exception cref="RefusedException">403.</exception>
    public async Task<(IReadOnlyList<UsageGroup> ByModel, IReadOnlyList<UsageGroup> ByDay)> OfProjectAsync(Caller caller, Operation operation, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, operation, cancellation);
        var rows = db.Interceptions.AsNoTracking().Of(caller.ProjectId);
        return (await GroupsAsync("model"), await GroupsAsync("day"));

        async Task<IReadOnlyList<UsageGroup>> GroupsAsync(string name) =>
            await reading.ListAsync(caller, UsageGrouping.Read(name).Apply(rows).Take(MaxGroups), static _ => RecordReading.RowBytes / 2, cancellation);
    }

    private static string Place(UsageDto group) => JsonSerializer.Serialize(group.Group);
}
