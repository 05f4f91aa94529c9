using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Providers;

namespace AiBridge.Ingress;

/// <summary>Step 3: who asks, and with whose upstream credential.</summary>
internal sealed class CallerStage(RequestDelegate next, CallerLookup callers, ProviderRegistry providers)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.InternalCall() is not null)
            return next(context);
        var arrival = context.Arrival();
        var found = callers.Find(context.Request);
        if (found.IsForeign)
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.ForeignOrigin);
        if (found.Token is not { } token)
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.Unauthorized);

        arrival.Caller = new Caller(token);
        arrival.Provider = providers.Find(token.ProjectId, arrival.ProviderName);
        var family = ProviderTypes.FamilyOf(arrival.Provider?.Type, arrival.Path);
        (arrival.Family, arrival.Byok) = (family, CallerCredential.Find(context.Request.Headers, family));
        return next(context);
    }
}
