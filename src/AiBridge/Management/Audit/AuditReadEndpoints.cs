using System.Text.Json;
using AiBridge.Contracts;
using AiBridge.Contracts.Audit;
using AiBridge.Exchanges;
using AiBridge.Management.Access;
using AiBridge.Projects.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AiBridge.Management.Audit;

internal static class AuditReadEndpoints
{
    private const string NdJson = "application/x-ndjson";

    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    public static void MapAudit(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit");
        group.MapGet("", ListAsync).Reads(AuditOperations.List)
            .WithSummary("Who wrote what, newest first")
            .WithDescription("Every write, also those that were refused. Entries stay when what they speak of is gone, for Audit:RetentionDays.");
        group.MapGet("/export", ExportAsync).Reads(AuditOperations.Export)
            .WithSummary("The same as one stream of JSON lines, oldest first")
            .Produces<string>(StatusCodes.Status200OK, NdJson);
    }

    private static async Task<Ok<Page<AuditDto>>> ListAsync(
        [AsParameters] AuditQuery query, [AsParameters] CursorQuery page, AuditQueries audit, AnswerRoom room, HttpContext context, CancellationToken cancellation)
    {
        await room.TakeAsync(context.Caller(), await audit.BytesAsync(context.Caller(), query, page, cancellation), cancellation);
        return TypedResults.Ok(await audit.PageAsync(context.Caller(), query, page, cancellation));
    }

    private static async Task ExportAsync(
        [AsParameters] AuditQuery query, AuditQueries audit, IOptions<JsonOptions> json, HttpContext context, CancellationToken cancellation)
    {
        context.Response.ContentType = NdJson;
        await foreach (var entry in audit.ExportAsync(context.Caller(), query, cancellation))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, entry, json.Value.SerializerOptions, cancellation);
            await context.Response.Body.WriteAsync(NewLine, cancellation);
        }
    }
}
