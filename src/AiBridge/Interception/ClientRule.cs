using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>How one coding agent is known, and where it puts its ids. One row of <see cref="ClientRules"/>; first match wins, case does not matter.</summary>
/// <param name="Name">The client's display name, as recorded.</param>
internal sealed record ClientRule(string Name)
{
    /// <summary>The user agent begins with one of these.</summary>
    public string[] AgentStarts { get; init; } = [];

    /// <summary>The user agent contains one of these.</summary>
    public string[] AgentContains { get; init; } = [];

    /// <summary>A header whose presence, or (after <c>:</c>) whose value, is enough.</summary>
    public string? Header { get; init; }

    /// <summary>Headers that may hold the session id, in order.</summary>
    public string[] SessionHeaders { get; init; } = [];

    /// <summary>What it puts around a person's words.</summary>
    public PromptScaffolding Scaffolding { get; init; } = ScaffoldingTable.Unknown;

    public string? AgentHeader { get; init; }

    public string? ParentAgentHeader { get; init; }

    public bool Matches(IHeaderDictionary headers, string userAgent) =>
        AgentMatches(userAgent) || (Header is not null && HeaderMatches(headers, Header));

    private bool AgentMatches(string userAgent)
    {
        foreach (var start in AgentStarts)
        {
            if (userAgent.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        foreach (var part in AgentContains)
        {
            if (userAgent.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool HeaderMatches(IHeaderDictionary headers, string header)
    {
        var colon = header.IndexOf(':');
        return colon < 0
            ? headers.ContainsKey(header)
            : string.Equals(headers[header[..colon]].ToString(), header[(colon + 1)..].Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
