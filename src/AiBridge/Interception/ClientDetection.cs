using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>Finds out which agent sent a request, in which of its sessions, and whether it is one of its side requests.</summary>
internal static class ClientDetection
{
    // Long enough for every client known; longer ones are an attempt to fill the database.
    private const int LongestId = 256;

    public static ClientFacts Detect(IHeaderDictionary headers, RequestFacts request, bool auxiliaryRoute)
    {
        var agent = headers.UserAgent.ToString();
        var rule = Find(headers, agent);
        var name = rule?.Name ?? "Unknown";
        return new ClientFacts(
            name,
            First(headers, rule?.SessionHeaders ?? []) ?? (name == ClientRules.ClaudeCode ? Bounded(request.UserIdSession) : null),
            rule?.AgentHeader is { } agentId ? First(headers, agentId) : null,
            rule?.ParentAgentHeader is { } parentId ? First(headers, parentId) : null,
            auxiliaryRoute || SideRequests.IsOne(name, headers, request));
    }

    private static ClientRule? Find(IHeaderDictionary headers, string agent)
    {
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
