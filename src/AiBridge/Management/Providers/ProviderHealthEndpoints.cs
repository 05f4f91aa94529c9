using AiBridge.Contracts.Providers;
using AiBridge.Management.Access;
using AiBridge.Providers;
using AiBridge.Providers.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Providers;

internal static class ProviderHealthEndpoints
{
    public static void MapProviderHealth(this RouteGroupBuilder api) => api
        .MapGroup("/providers").WithTags("Providers")
        .MapGet("/{name}/health", FindAsync).Reads(ProviderOperations.GetHealth)
        .WithSummary("What this process has learnt of a provider: its keys, its access token, its circuits, its last error")
        .WithDescription("A key is cooling_down also while only some of its models are, rejected while the upstream refuses it whoever calls, and valid while only single callers are kept from it. A circuit is listed once a request has met it; for a token without server scope, a request of its own project.")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<ProviderHealthDto>> FindAsync(string name, ProviderQueries providers, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await providers.HealthAsync(context.Caller(), name, cancellation));
}
