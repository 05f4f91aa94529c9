namespace AiBridge.Exchanges;

/// <summary>Which agent sent the request and how it numbers its own sessions. Everything but the name may be absent.</summary>
/// <param name="Name">The client's display name (<c>Claude Code</c>), or <c>Unknown</c>.</param>
/// <param name="SessionId">The session id the client sent.</param>
/// <param name="AgentId">The subagent, when the client says so.</param>
/// <param name="ParentAgentId">The agent that started the subagent.</param>
/// <param name="Auxiliary">A side request of the client: titles, routing, compaction, pre-warming.</param>
internal sealed record ClientFacts(string Name, string? SessionId = null, string? AgentId = null, string? ParentAgentId = null, bool Auxiliary = false)
{
    public static ClientFacts Unknown { get; } = new("Unknown");
}
