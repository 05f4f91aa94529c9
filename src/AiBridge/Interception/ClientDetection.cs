using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Finds out which agent sent a request, in which of its sessions, and whether it is one of its side requests.</summary>
internal static class ClientDetection
{
    // Long enough for every client known; longer ones are an attempt to fill the database.
    private const int LongestId = 256;

    /// <param name="rule">What <see cref="Find"/> gave.</param>
    /// <param name="headers">The request's.</param>
    /// <param name="request">What the request says about itself.</param>
    /// <param name="auxiliaryRoute">The route serves side requests only.</param>
    public static ClientFacts Detect(ClientRule? rule, IHeaderDictionary headers, RequestFacts request, bool auxiliaryRoute)
    {
        var name = rule?.Name ?? "Unknown";
        return new ClientFacts(
            name,
            First(headers, rule?.SessionHeaders ?? []) ?? (name == ClientRules.ClaudeCode ? Bounded(request.UserIdSession) : null),
            rule?.AgentHeader is { } agentId ? First(headers, agentId) : null,
            rule?.ParentAgentHeader is { } parentId ? First(headers, parentId) : null,
            auxiliaryRoute || AuxiliaryRequests.IsOne(name, headers, request));
    }

    /// <summary>The client that the headers speak of; null when it is none of the known ones.</summary>
    public static ClientRule? Find(IHeaderDictionary headers)
    {
        var agent = headers.UserAgent.ToString();
        foreach (var rule in ClientRules.All)
        {
            if (rule.Matches(headers, agent))
                return rule;
        }

        return null;
    }

    private static string? First(IHeaderDictionary headers, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Bounded(headers[name].ToString()) is { } value)
                return value;
        }

        return null;
    }

    private static string? Bounded(string? value) => value is { Length: > 0 and <= LongestId } ? value : null;
}
