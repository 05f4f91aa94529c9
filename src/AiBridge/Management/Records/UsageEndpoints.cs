using System.ComponentModel;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Records;

internal static class UsageEndpoints
{
    /// <summary>An answer is not paged, so it is bounded.</summary>
    public const int MaxGroups = 10_000;

    public static void MapUsage(this RouteGroupBuilder api) => api.MapGroup("/usage")
        .WithTags("Usage")
        .RequirePermission(PermissionNames.ReadInterceptions, alternative: PermissionNames.ReadUsage)
        .WithReadBarrier()
        .MapGet("", ReportAsync)
        .WithName("getUsage")
        .WithSummary("Requests and tokens, added up by group")
        .WithDescription("Without groupBy everything is one group. A day is a UTC day.");

    private static async Task<Ok<UsageReportDto>> ReportAsync(
        [Description("Started at this time or later.")] string? from,
        [Description("Started before this time.")] string? to,
        [Description("day, model, providerName, projectId, client, initiatorId; joined with commas.")] string? groupBy,
        [Description("For administrators: one project. Others see their own only.")] string? projectId,
        IDbContextFactory<BridgeDb> contexts,
        HttpContext context,
        CancellationToken cancellation)
    {
        var scope = ReadScope.Of(context, projectId);
        var range = TimeRange.Read("from", from, "to", to);
        var grouping = UsageGrouping.Read(groupBy);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var groups = await grouping.Apply(range.Narrow(scope.Narrow(db.Interceptions.AsNoTracking()))).Take(MaxGroups + 1).ToListAsync(cancellation);
        if (groups.Count > MaxGroups)
            throw RefusedException.Invalid("groupBy", $"makes more than {MaxGroups} groups; narrow from and to, or group by less");
        return TypedResults.Ok(new UsageReportDto([.. groups.Select(group => new UsageDto(grouping.KeyOf(group), group.Totals))]));
    }
}
