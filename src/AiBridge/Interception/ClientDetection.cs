using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Finds out which agent sent a request, in which of its sessions, and whether it is one of its side requests.</summary>
internal static class ClientDetection
{
    /// <param name="rule">What <see cref="Find"/> gave.</param>
    /// <param name="headers">The request's.</param>
    /// <param name="request">What the request says about itself.</param>
    /// <param name="auxiliaryRoute">The route serves side requests only.</param>
    public static ClientFacts Detect(ClientRule? rule, IHeaderDictionary headers, RequestFacts request, bool auxiliaryRoute)
    {
        var name = rule?.Name ?? "Unknown";
        return new ClientFacts(
            name,
            First(headers, rule?.SessionHeaders ?? []) ?? (name == ClientRules.ClaudeCode ? request.UserIdSession : null),
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
            if (headers[name].ToString() is { Length: > 0 } value)
                return CutText.Word(value);
        }

        return null;
    }
}
