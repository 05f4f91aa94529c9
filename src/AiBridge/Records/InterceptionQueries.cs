using AiBridge.Contracts;
using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Paging;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

internal sealed class InterceptionQueries(RecordReading reading)
{
    private static readonly Cursor Places = new("interceptions");

    /// <summary>Newest first.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<InterceptionDto>> PageAsync(Caller caller, InterceptionFilter filter, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, RecordOperations.ListInterceptions, cancellation);
        var limit = PageLimit.Read(filter.Limit);
        var rows = await reading.ListAsync(
            caller, Rows(db.Interceptions.AsNoTracking(), caller.VisibleProject(filter.ProjectId), filter).Take(limit + 1), RecordReading.BytesOf, cancellation);
        return Pages.Of([.. rows.Select(InterceptionMapping.ToDto)], limit, item => Places.AfterId(item.Id));
    }

    /// <exception cref="RefusedException">400: no UUID; 403; 404.</exception>
    public async Task<InterceptionDetailDto> FindAsync(Caller caller, string id, CancellationToken cancellation)
    {
        await using var db = await reading.BeginAsync(caller, RecordOperations.GetInterception, cancellation);
        if (!Guid.TryParseExact(id, "D", out var wanted))
            throw RefusedException.Invalid("id", "must be a UUID");
        var visible = db.Interceptions.AsNoTracking().Of(caller.VisibleProject(null));
        if (await RecordSize.FindAsync(visible.Where(row => row.Id == wanted), cancellation) is { } size)
            await reading.TakeRoomAsync(caller, size.Bytes, cancellation);
        var row = await visible.AsSplitQuery()
            .Include(row => row.Prompts.OrderBy(prompt => prompt.Id))
            .Include(row => row.ToolUsages.OrderBy(usage => usage.Id))
            .Include(row => row.ModelThoughts.OrderBy(thought => thought.Id))
            .SingleOrDefaultAsync(row => row.Id == wanted, cancellation);
        return row is null ? throw RefusedException.NotFound($"There is no interception {wanted}.") : InterceptionMapping.ToDetailDto(row);
    }

    /// <summary>From the place of the filter's cursor on.</summary>
    public static IQueryable<InterceptionRow> Rows(IQueryable<InterceptionRow> rows, string? project, InterceptionFilter filter)
    {
        rows = rows.Of(project).Matching(filter);
        if (Places.ReadId(filter.Cursor) is { } last)
            rows = rows.Where(row => row.Id < last);
        return rows.OrderByDescending(row => row.Id);
    }
}
