using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Providers;

namespace AiBridge.Ingress;

/// <summary>Decision 4: who asks, and with whose upstream credential.</summary>
internal sealed class CallerStage(RequestDelegate next, TokenDirectory tokens, ProviderRegistry providers, LiveConfiguration configuration)
{
    public Task InvokeAsync(HttpContext context)
    {
        var arrival = context.Arrival();
        var openToThisMachine = configuration.Current.Auth.Mode == "none";
        if (openToThisMachine && OpenMode.IsForeign(context.Request))
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.ForeignOrigin);

        var presented = PresentedToken.Find(context.Request.Headers);
        var token = presented is null ? null : tokens.Find(presented);
        if (token is null && openToThisMachine)
            token = OpenMode.Anyone;
        if (token is null)
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.Unauthorized);

        arrival.Caller = new Caller(token);
        arrival.Provider = providers.Find(token.ProjectId, arrival.ProviderName);
        arrival.Family = ErrorResponse.FamilyOf(arrival.Provider?.Type, arrival.Path);
        arrival.Byok = CallerCredential.Find(context.Request.Headers, arrival.Provider?.Type, arrival.Family);
        return next(context);
    }
}
