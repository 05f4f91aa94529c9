using AiBridge.Configuration;

namespace AiBridge.Projects;

/// <summary>Who calls, on every path that asks: the holder of the presented token or, in <c>Auth:Mode none</c>, anyone on this machine.</summary>
internal sealed class CallerLookup(TokenDirectory tokens, LiveConfiguration configuration)
{
    /// <summary>The token, where there is no going on without; a request without a good one is told how to bring it.</summary>
    /// <exception cref="RefusedException">401: no token that is good; 403: open mode, and the request is not of this machine.</exception>
    public BridgeToken Demand(HttpContext http)
    {
        var found = Find(http.Request);
        if (found.IsForeign)
            throw RefusedException.ForeignOrigin;
        return found.Token ?? throw Unauthorized(http);
    }

    /// <summary>The same, where nobody stands for a token, in open mode neither.</summary>
    /// <exception cref="RefusedException">401; 403.</exception>
    public BridgeToken DemandPresented(HttpContext http)
    {
        var token = Demand(http);
        return ReferenceEquals(token, AnonymousAccess.Anyone) ? throw Unauthorized(http) : token;
    }

    public FoundCaller Find(HttpRequest request)
    {
        var openToThisMachine = configuration.Current.Auth.Mode == "none";
        if (openToThisMachine && AnonymousAccess.IsForeign(request))
            return new FoundCaller(null, IsForeign: true);
        var presented = PresentedToken.Find(request.Headers);
        var token = presented is null ? null : tokens.Find(presented);
        return new FoundCaller(token ?? (openToThisMachine ? AnonymousAccess.Anyone : null), IsForeign: false);
    }

    private static RefusedException Unauthorized(HttpContext http)
    {
        // A stream that is ended has its headers long since.
        if (!http.Response.HasStarted)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return RefusedException.Unauthorized;
    }
}

/// <param name="Token">Null: no token that is good, or foreign.</param>
/// <param name="IsForeign">Open mode, and the request is not of this machine: refused whatever it presents.</param>
internal readonly record struct FoundCaller(BridgeToken? Token, bool IsForeign);
