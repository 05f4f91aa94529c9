using AiBridge.Contracts.Ai;
using AiBridge.Management.Access;
using AiBridge.Providers.Queries;
using AiBridge.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Chat;

internal static class StatsEndpoints
{
    public static void MapStats(this RouteGroupBuilder api) => api.MapGet("/stats", GetAsync).Reads(ChatOperations.GetStats)
        .WithTags("AI").WithSummary("What the project's calls took")
        .WithDescription("Of all recorded interceptions of the project, its agents' and its chat's, and whom its chat asks now.");

    private static async Task<Ok<AiStatsDto>> GetAsync(UsageQueries usage, AiConfigQueries configs, HttpContext context, CancellationToken cancellation)
    {
        var caller = context.Caller();
        var (byModel, byDay) = await usage.OfProjectAsync(caller, ChatOperations.GetStats, cancellation);
        var ai = configs.Effective(caller);
        return TypedResults.Ok(new AiStatsDto(UsageSums.Of(byDay.Select(day => day.Totals)))
        {
            Provider = ai.Provider,
            Model = ai.Model,
            Source = ai.Source,
            ByModel = [.. byModel.Select(group => new AiModelUsageDto(group.Model, group.Totals))],
            ByDay = [.. byDay.Select(group => new AiDayUsageDto(UsageGrouping.TextOf(group.Day!.Value), group.Totals)).Reverse()],
        });
    }
}
