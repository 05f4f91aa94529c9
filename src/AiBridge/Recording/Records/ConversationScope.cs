using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Storage.Records;

namespace AiBridge.Recording.Records;

/// <summary>
/// The conversation that a tool-call id counts in: models number their calls anew in each (<c>list_dir:0</c>). It is one person's,
/// one client's, one agent's inside it, and of one session; where the client names no session, beginnings tell its conversations apart.
/// </summary>
internal static class ConversationScope
{
    /// <summary>All but the beginning, as a number; reckoned once.</summary>
    public static long Hash(Exchange exchange) => exchange.Conversation ??= ConversationHash.Of(exchange.Caller.Person, exchange.Client.Name, exchange.Client.AgentId, SessionKey(exchange));

    /// <summary>How it begins, 0 when nobody knows; null when its session says all.</summary>
    public static long? Beginning(Exchange exchange) => SessionKey(exchange) is null ? exchange.Request.Beginning ?? 0 : null;

    /// <summary>The stored response that the request goes on from, where no session says so: it repeats neither beginning nor calls.</summary>
    public static string? ContinuedResponse(Exchange exchange) =>
        SessionKey(exchange) is null && exchange.Request.PreviousResponseId is { Length: > 0 } id && !CutText.IsCut(id) ? id : null;

    /// <summary>The session as the client names it: its session id, else its prompt cache key; null when it names none.</summary>
    public static string? SessionKey(Exchange exchange)
    {
        if (!string.IsNullOrEmpty(exchange.Client.SessionId))
            return exchange.Client.SessionId;
        return string.IsNullOrEmpty(exchange.Request.PromptCacheKey) ? null : exchange.Request.PromptCacheKey;
    }
}
