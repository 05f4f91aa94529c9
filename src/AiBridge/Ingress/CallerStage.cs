using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Providers;

namespace AiBridge.Ingress;

/// <summary>Step 3: who asks, and with whose upstream credential.</summary>
internal sealed class CallerStage(RequestDelegate next, CallerLookup callers, ProviderRegistry providers)
{
    public Task InvokeAsync(HttpContext context)
    {
        var arrival = context.Arrival();
        var found = callers.Find(context.Request);
        if (found.IsForeign)
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.ForeignOrigin);
        if (found.Token is not { } token)
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.Unauthorized);

        arrival.Caller = new Caller(token);
        arrival.Provider = providers.Find(token.ProjectId, arrival.ProviderName);
        arrival.Family = ProviderTypes.FamilyOf(arrival.Provider?.Type, arrival.Path);
        arrival.Byok = CallerCredential.Find(context.Request.Headers, arrival.Family);
        return next(context);
    }
}
