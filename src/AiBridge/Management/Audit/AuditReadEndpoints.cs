using System.Text.Json;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiBridge.Management.Audit;

internal static class AuditReadEndpoints
{
    private const string NdJson = "application/x-ndjson";
    private const int Batch = 500;

    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    public static void MapAudit(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit").RequirePermission(PermissionNames.ReadAudit);
        group.MapGet("", ListAsync)
            .WithName("listAudit").WithSummary("Who wrote what, newest first")
            .WithDescription("Every write, also those that were refused. Entries stay when what they speak of is gone, for Audit:RetentionDays.");
        group.MapGet("/export", ExportAsync)
            .WithName("exportAudit").WithSummary("The same as one stream of JSON lines, oldest first")
            .Produces<string>(StatusCodes.Status200OK, NdJson);
    }

    private static async Task<Ok<Page<AuditDto>>> ListAsync([AsParameters] AuditPageQuery query, IDbContextFactory<BridgeDb> contexts, HttpContext context, CancellationToken cancellation)
    {
        var limit = PageLimit.Read(query.Limit);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = query.Apply(db.AuditEntries.AsNoTracking(), context);
        if (Cursor.Audit.ReadId(query.Cursor) is { } last)
            rows = rows.Where(row => row.Id < last);
        var found = await rows.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page<AuditDto>.Of([.. found.Select(row => new AuditDto(row))], limit, item => Cursor.Audit.AfterId(item.Id)));
    }

    // Batch by batch: neither memory nor a transaction grows with the log.
    private static async Task ExportAsync(
        [AsParameters] AuditExportQuery query,
        IDbContextFactory<BridgeDb> contexts,
        IOptions<JsonOptions> json,
        HttpContext context,
        CancellationToken cancellation)
    {
        context.Response.ContentType = NdJson;
        var after = Guid.Empty;
        for (var more = true; more;)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var found = await query.Apply(db.AuditEntries.AsNoTracking(), context).Where(row => row.Id > after).OrderBy(row => row.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var row in found)
            {
                await JsonSerializer.SerializeAsync(context.Response.Body, new AuditDto(row), json.Value.SerializerOptions, cancellation);
                await context.Response.Body.WriteAsync(NewLine, cancellation);
                after = row.Id;
            }

            more = found.Count == Batch;
        }
    }
}
