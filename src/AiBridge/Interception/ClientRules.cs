using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>The table of known coding agents. A new client is one row.</summary>
internal static class ClientRules
{
    public const string ClaudeCode = "Claude Code";
    public const string Codex = "Codex";
    public const string OpenCode = "OpenCode";

    public static ClientRule[] All { get; } =
    [
        new("Mux") { AgentContains = ["mux/", "xum/"], SessionHeaders = ["x-mux-workspace-id"], Scaffolding = ScaffoldingTable.Mux },
        new(ClaudeCode)
        {
            AgentStarts = ["claude"],
            SessionHeaders = ["x-claude-code-session-id"],
            AgentHeader = "x-claude-code-agent-id",
            ParentAgentHeader = "x-claude-code-parent-agent-id",
            Scaffolding = ScaffoldingTable.ClaudeCode,
        },
        new(Codex) { AgentStarts = ["codex"], SessionHeaders = ["session-id", "session_id"], Scaffolding = ScaffoldingTable.Codex },
        new("Gemini CLI") { AgentStarts = ["geminicli"], Scaffolding = ScaffoldingTable.GeminiCli },
        new("Zed") { AgentContains = ["zed/"], Scaffolding = ScaffoldingTable.Zed },
        new("GitHub Copilot (VS Code)") { AgentContains = ["githubcopilotchat/"], SessionHeaders = ["x-interaction-id"], Scaffolding = ScaffoldingTable.CopilotVsCode },
        new("GitHub Copilot (CLI)") { AgentContains = ["copilot/"], Header = "x-initiator", SessionHeaders = ["x-client-session-id"], Scaffolding = ScaffoldingTable.CopilotCli },
        new("Kilo Code") { AgentContains = ["kilo-code/"], Header = "originator: kilo-code", SessionHeaders = ["x-kilocode-taskid"], Scaffolding = ScaffoldingTable.RooCode },
        new("Roo Code") { AgentContains = ["roo-code/"], Header = "originator: roo-code", Scaffolding = ScaffoldingTable.RooCode },
        new("Coder Agents") { AgentContains = ["coder-agents/"], SessionHeaders = ["x-coder-chat-id"] },
        new("Charm Crush") { AgentContains = ["charm crush/", "charm-crush/"], Scaffolding = ScaffoldingTable.Crush },
        new("Cursor") { Header = "x-cursor-client-version", Scaffolding = ScaffoldingTable.Cursor },
        new(OpenCode) { AgentContains = ["opencode/"], SessionHeaders = ["x-opencode-session", "x-session-affinity", "x-session-id"], Scaffolding = ScaffoldingTable.OpenCode },
        new("Junie") { AgentContains = ["junie:"] },
    ];
}
