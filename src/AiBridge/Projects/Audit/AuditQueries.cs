using System.Runtime.CompilerServices;
using AiBridge.Contracts;
using AiBridge.Contracts.Audit;
using AiBridge.Projects.Paging;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects.Audit;

/// <summary>Who wrote what.</summary>
internal sealed class AuditQueries(IDbContextFactory<BridgeDb> contexts)
{
    private const int Batch = 500;

    /// <summary>Characters of changes after which a batch ends.</summary>
    private const int BatchCharacters = 512 * 1024;

    /// <summary>What an entry takes without what was changed.</summary>
    private const int RowBytes = 2048;

    /// <summary>Bytes of memory for each stored one of what was changed: as a text, and taken apart.</summary>
    private const int Copies = 8;

    private static readonly Cursor Places = new("audit");
    private static readonly string[] Results = [AuditRow.Succeeded, AuditRow.Refused, AuditRow.Failed];

    /// <summary>Newest first.</summary>
    /// <exception cref="RefusedException">400: a value cannot be understood; 403; 404: another project.</exception>
    public async Task<Page<AuditDto>> PageAsync(Caller caller, AuditQuery query, CursorQuery page, CancellationToken cancellation)
    {
        caller.Demand(AuditOperations.List);
        var limit = PageLimit.Read(page.Limit);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await Page(Rows(db, caller, query), page, limit).ToListAsync(cancellation);
        return Pages.Of([.. found.Select(AuditMapping.ToDto)], limit, item => Places.AfterId(item.Id));
    }

    /// <summary>Bytes of memory that a page takes.</summary>
    /// <exception cref="RefusedException">As of the page.</exception>
    public async Task<long> BytesAsync(Caller caller, AuditQuery query, CursorQuery page, CancellationToken cancellation)
    {
        caller.Demand(AuditOperations.List);
        var limit = PageLimit.Read(page.Limit);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var octets = await Page(Rows(db, caller, query), page, limit).Select(row => StoredText.Octets(row.Changes ?? "")).SumAsync(cancellation);
        return ((limit + 1L) * RowBytes) + (Copies * octets);
    }

    /// <summary>All of it, oldest first; batch by batch, so that neither memory nor a transaction grows with the log.</summary>
    /// <exception cref="RefusedException">As of a page; before the first entry.</exception>
    public async IAsyncEnumerable<AuditDto> ExportAsync(Caller caller, AuditQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        caller.Demand(AuditOperations.Export);
        var after = Guid.Empty;
        for (var more = true; more;)
        {
            var found = await BatchAsync(caller, query, after, cancellation);
            foreach (var row in found)
                yield return AuditMapping.ToDto(row);
            after = found.Count > 0 ? found[^1].Id : after;
            more = found.Count > 0;
        }
    }

    private async Task<List<AuditRow>> BatchAsync(Caller caller, AuditQuery query, Guid after, CancellationToken cancellation)
    {
        var (batch, characters) = (new List<AuditRow>(), 0);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await foreach (var row in Rows(db, caller, query).Where(row => row.Id > after).OrderBy(row => row.Id).Take(Batch).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            batch.Add(row);
            if ((characters += row.Changes?.Length ?? 0) >= BatchCharacters)
                break;
        }

        return batch;
    }

    private static IQueryable<AuditRow> Page(IQueryable<AuditRow> rows, CursorQuery page, int limit)
    {
        if (Places.ReadId(page.Cursor) is { } last)
            rows = rows.Where(row => row.Id < last);
        return rows.OrderByDescending(row => row.Id).Take(limit + 1);
    }

    private static IQueryable<AuditRow> Rows(BridgeDb db, Caller caller, AuditQuery query)
    {
        if (query.Result is not null && !Results.Contains(query.Result))
            throw RefusedException.Invalid("result", $"must be one of {string.Join(", ", Results)}");
        var rows = db.AuditEntries.AsNoTracking();
        if (caller.VisibleProject(query.ProjectId) is { } project)
            rows = rows.Where(row => row.ProjectId == project);
        if (query.ActorId is not null)
            rows = rows.Where(row => row.ActorId == query.ActorId);
        if (query.Result is not null)
            rows = rows.Where(row => row.Result == query.Result);
        return During(Matching(rows, query), TimeRange.Read("from", query.From, "to", query.To));
    }

    private static IQueryable<AuditRow> Matching(IQueryable<AuditRow> rows, AuditQuery query)
    {
        if (query.Action is not null)
            rows = Beginning(query.Action) is { } begin ? rows.Where(row => row.Action.StartsWith(begin)) : rows.Where(row => row.Action == query.Action);
        if (query.Operation is not null)
            rows = Beginning(query.Operation) is { } begin ? rows.Where(row => row.Operation!.StartsWith(begin)) : rows.Where(row => row.Operation == query.Operation);
        if (query.Resource is not null)
            rows = Beginning(query.Resource) is { } begin ? rows.Where(row => row.Resource.StartsWith(begin)) : rows.Where(row => row.Resource == query.Resource);
        return rows;
    }

    private static string? Beginning(string pattern) => pattern.EndsWith('*') ? pattern[..^1] : null;

    private static IQueryable<AuditRow> During(IQueryable<AuditRow> rows, TimeRange range)
    {
        if (range.LowestId is { } lowest)
            rows = rows.Where(row => row.Id >= lowest);
        if (range.IdAfter is { } after)
            rows = rows.Where(row => row.Id < after);
        return rows;
    }
}
