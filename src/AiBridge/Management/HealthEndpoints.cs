using AiBridge.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AiBridge.Management;

/// <summary>For probes: no token, no details beyond what works.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", Live).WithName("getLiveness").WithSummary("The process runs");
        health.MapGet("/ready", ReadyAsync)
            .WithName("getReadiness")
            .WithSummary("New requests can be served")
            .Produces<ReadinessDto>()
            .Produces<ReadinessDto>(StatusCodes.Status503ServiceUnavailable);

        health.MapMethods("/live", [HttpMethods.Head], Live).ExcludeFromDescription();
        health.MapMethods("/ready", [HttpMethods.Head], ReadyAsync).ExcludeFromDescription();
    }

    private static Ok<LivenessDto> Live(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LivenessDto("healthy", ProductVersion.Text));
    }

    private static async Task<JsonHttpResult<ReadinessDto>> ReadyAsync([FromServices] Readiness readiness, HttpResponse response, CancellationToken cancellation)
    {
        response.Headers.CacheControl = "no-store";
        var result = await readiness.CheckAsync(cancellation);
        return TypedResults.Json(result, statusCode: result.Status == "healthy" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
