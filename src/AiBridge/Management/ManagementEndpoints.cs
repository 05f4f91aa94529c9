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
        var api = endpoints.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, ProblemFilter>();
        api.ProducesProblem(StatusCodes.Status400BadRequest);
        api.ProducesProblem(StatusCodes.Status500InternalServerError);
        api.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
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
        // No fallback: those come after the providers' route, which takes every path.
        endpoints.Map("/api/{**path}", (EndpointFallback none, HttpContext context) => none.Answer(context)).ExcludeFromDescription();
        return endpoints;
    }
}
