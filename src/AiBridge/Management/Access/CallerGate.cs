using AiBridge.Projects;
using AiBridge.Projects.Audit;

namespace AiBridge.Management.Access;

/// <summary>Lets a request in when its token has what the endpoint asks for, and leaves the caller where the endpoint finds it.</summary>
internal sealed class CallerGate(CallerLookup callers)
{
    public async ValueTask<object?> PassAsync(Operation operation, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Admit(context.HttpContext, operation);
        return await next(context);
    }

    /// <summary>Once more, when the body is there: that may take a while, in which the token can be revoked, narrowed or over.</summary>
    public void AskAgain(HttpContext http) => Admit(http, http.GetEndpoint()!.Metadata.GetRequiredMetadata<Operation>());

    /// <exception cref="RefusedException">The request brings no token, or one that may not.</exception>
    public void Admit(HttpContext http, Operation operation)
    {
        var token = callers.Demand(http);
        var entry = http.Features.Get<AuditEntry>();
        var caller = new Caller(token) { Origin = entry?.Origin };
        entry?.Caller = caller;
        http.Features.Set(caller);
        operation.Demand(token);
    }
}

internal static class CallerGateEndpoints
{
    /// <summary>On one endpoint or on a group of them.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, Operation operation)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<CallerGate>().PassAsync(operation, context, next));
        return endpoints.WithMetadata(
            operation,
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
    }

    /// <summary>On one endpoint or on a group of them, whose operations are named at the endpoints.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, string permission, bool serverScope = false, string? alternative = null)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequirePermission(new Operation("", permission, serverScope, alternative));

    /// <summary>A query: needs the operation's permission.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, Operation operation) => endpoint.RequirePermission(operation).WithName(operation.Name);

    /// <summary>Who asks; only on endpoints that ask for a permission.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint asks for no permission.");
}
