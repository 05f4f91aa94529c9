using AiBridge.Projects;

namespace AiBridge.Management.Access;

/// <summary>Lets a request in when its token has what the endpoint asks for, and leaves the token where <see cref="ReadScope"/> finds it.</summary>
internal sealed class CallerGate(CallerLookup callers)
{
    public async ValueTask<object?> PassAsync(RequiredPermission required, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var found = callers.Find(http.Request);
        if (found.IsForeign)
            throw RefusedException.ForeignOrigin;
        if (found.Token is not { } token)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            throw RefusedException.Unauthorized;
        }

        http.Features.Set(token);
        if (!token.Allows(required.Permission) && !(required.Alternative is { } alternative && token.Allows(alternative)))
            throw RefusedException.Lacking(required.Permission);
        if (required.ServerScope && !token.ServerScope)
            throw RefusedException.LackingServerScope(required.Permission);
        return await next(context);
    }
}

internal static class CallerGateEndpoints
{
    /// <summary>On one endpoint or on a group of them.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, string permission, bool serverScope = false, string? alternative = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var required = new RequiredPermission(permission, serverScope, alternative);
        endpoints.AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<CallerGate>().PassAsync(required, context, next));
        return endpoints.WithMetadata(
            required,
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
    }
}
