using AiBridge.Contracts.Records;
using AiBridge.Management.Access;
using AiBridge.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Records;

internal static class UsageEndpoints
{
    public static void MapUsage(this RouteGroupBuilder api) => api.MapGroup("/usage").WithTags("Usage")
        .MapGet("", ReportAsync).Reads(RecordOperations.GetUsage)
        .WithSummary("Requests and tokens, added up by group")
        .WithDescription("Without groupBy everything is one group. A day is a UTC day.");

    private static async Task<Ok<UsageReportDto>> ReportAsync([AsParameters] UsageFilter filter, UsageQueries usage, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await usage.ReportAsync(context.Caller(), filter, cancellation));
}
