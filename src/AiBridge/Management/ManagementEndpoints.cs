using AiBridge.Management.AiProviders;
using AiBridge.Management.Audit;
using AiBridge.Management.Projects;
using AiBridge.Management.Providers;
using AiBridge.Management.Records;
using AiBridge.Management.SecretStore;
using AiBridge.Management.Tokens;

namespace AiBridge.Management;

internal static class ManagementEndpoints
{
    /// <summary>Maps <c>/api/v1</c>, <c>/health</c> and <c>/openapi/v1.json</c>.</summary>
    public static IEndpointRouteBuilder MapManagement(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("/api/v1");
        api.MapInterceptions();
        api.MapSessions();
        api.MapUsage();
        api.MapProviderTypes();
        api.MapProviderManagement();
        api.MapProviderHealth();
        api.MapProviderProbing();
        api.MapAiProviders();
        api.MapSecrets();
        api.MapProjects();
        api.MapTokens();
        api.MapAudit();

        endpoints.MapHealth();
        endpoints.MapMetrics();
        endpoints.MapGet("/openapi/v1.json", (ApiDocumentText document, HttpContext context) => document.WriteAsync(context)).ExcludeFromDescription();
        endpoints.MapNothingElse("/api");
        return endpoints;
    }

    /// <summary>What all endpoints of the API have in common, wherever they lie.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints, string prefix)
    {
        var api = endpoints.MapGroup(prefix).AddEndpointFilter<RouteGroupBuilder, ProblemFilter>();
        api.ProducesProblem(StatusCodes.Status400BadRequest);
        api.ProducesProblem(StatusCodes.Status500InternalServerError);
        api.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return api;
    }

    /// <summary>Says that there is nothing else under a prefix. No fallback: those come after the providers' route, which takes every path.</summary>
    public static void MapNothingElse(this IEndpointRouteBuilder endpoints, string prefix) =>
        endpoints.Map($"{prefix}/{{**path}}", (EndpointFallback none, HttpContext context) => none.Answer(context)).ExcludeFromDescription();
}
