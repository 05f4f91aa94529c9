using AiBridge.Projects;

namespace AiBridge.Exchanges;

/// <summary>Whether a token may have providers called. It is asked when the provider is known, and again when the body is there: that may take a while, in which the token can be revoked, narrowed or over.</summary>
internal static class InvokeRight
{
    /// <param name="context">The request: of one that the bridge makes itself, its own route has asked for another permission.</param>
    /// <param name="token">As it is now; null when it is good no longer.</param>
    public static BridgeError? Refusal(HttpContext context, BridgeToken? token)
    {
        if (context.InternalCall() is not null)
            return null;
        if (token is null)
            return BridgeError.Unauthorized;
        return token.Allows(PermissionNames.InvokeBridge) ? null : BridgeError.Forbidden($"the token lacks the permission {PermissionNames.InvokeBridge}");
    }
}
