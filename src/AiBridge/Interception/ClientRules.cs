namespace AiBridge.Interception;

/// <summary>The table of known coding agents. A new client is one row.</summary>
internal static class ClientRules
{
    public const string ClaudeCode = "Claude Code";
    public const string Codex = "Codex";
    public const string OpenCode = "OpenCode";

    public static ClientRule[] All { get; } =
    [
        new("Mux") { AgentContains = ["mux/", "xum/"], SessionHeaders = ["x-mux-workspace-id"] },
        new(ClaudeCode)
        {
            AgentStarts = ["claude"],
            SessionHeaders = ["x-claude-code-session-id"],
            AgentHeader = "x-claude-code-agent-id",
            ParentAgentHeader = "x-claude-code-parent-agent-id",
        },
        new(Codex) { AgentStarts = ["codex"], SessionHeaders = ["session-id", "session_id"] },
        new("Gemini CLI") { AgentStarts = ["geminicli"] },
        new("Zed") { AgentContains = ["zed/"] },
        new("GitHub Copilot (VS Code)") { AgentContains = ["githubcopilotchat/"], SessionHeaders = ["x-interaction-id"] },
        new("GitHub Copilot (CLI)") { AgentContains = ["copilot/"], Header = "x-initiator", SessionHeaders = ["x-client-session-id"] },
        new("Kilo Code") { AgentContains = ["kilo-code/"], Header = "originator: kilo-code", SessionHeaders = ["x-kilocode-taskid"] },
        new("Roo Code") { AgentContains = ["roo-code/"], Header = "originator: roo-code" },
        new("Coder Agents") { AgentContains = ["coder-agents/"], SessionHeaders = ["x-coder-chat-id"] },
        new("Charm Crush") { AgentContains = ["charm crush/", "charm-crush/"] },
        new("Cursor") { Header = "x-cursor-client-version" },
        new(OpenCode) { AgentContains = ["opencode/"], SessionHeaders = ["x-opencode-session", "x-session-affinity", "x-session-id"] },
        new("Junie") { AgentContains = ["junie:"] },
    ];
}
