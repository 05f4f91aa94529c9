using AiBridge.Configuration;
using AiBridge.Projects;

namespace AiBridge.Management;

/// <summary>Lets a request in when its token has the endpoint's permission, and leaves the token where <see cref="ReadScope"/> finds it.</summary>
internal sealed class CallerGate(TokenDirectory tokens, LiveConfiguration configuration)
{
    public async ValueTask<object?> PassAsync(string permission, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var openToThisMachine = configuration.Current.Auth.Mode == "none";
        if (openToThisMachine && OpenMode.IsForeign(http.Request))
            return Problems.ForeignOrigin;

        var presented = PresentedToken.Find(http.Request.Headers);
        var token = presented is null ? null : tokens.Find(presented);
        if (token is null && openToThisMachine)
            token = OpenMode.Anyone;
        if (token is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Unauthorized;
        }

        if (!token.Allows(permission))
            return Problems.Lacking(permission);
        http.Features.Set(token);
        return await next(context);
    }
}

internal static class CallerGateEndpoints
{
    public static RouteGroupBuilder RequirePermission(this RouteGroupBuilder group, string permission)
    {
        group.AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<CallerGate>().PassAsync(permission, context, next));
        group.ProducesProblem(StatusCodes.Status401Unauthorized);
        group.ProducesProblem(StatusCodes.Status403Forbidden);
        return group;
    }
}
