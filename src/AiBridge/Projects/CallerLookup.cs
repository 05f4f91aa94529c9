using AiBridge.Configuration;

namespace AiBridge.Projects;

/// <summary>Who calls, on every path that asks: the holder of the presented token or, in <c>Auth:Mode none</c>, anyone on this machine.</summary>
internal sealed class CallerLookup(TokenDirectory tokens, LiveConfiguration configuration)
{
    public FoundCaller Find(HttpRequest request)
    {
        var openToThisMachine = configuration.Current.Auth.Mode == "none";
        if (openToThisMachine && AnonymousAccess.IsForeign(request))
            return new FoundCaller(null, IsForeign: true);
        var presented = PresentedToken.Find(request.Headers);
        var token = presented is null ? null : tokens.Find(presented);
        return new FoundCaller(token ?? (openToThisMachine ? AnonymousAccess.Anyone : null), IsForeign: false);
    }
}

/// <param name="Token">Null: no token that is good, or foreign.</param>
/// <param name="IsForeign">Open mode, and the request is not of this machine: refused whatever it presents.</param>
internal readonly record struct FoundCaller(BridgeToken? Token, bool IsForeign);
