using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>A tool the client offers to run.</summary>
/// <param name="Name">For <see cref="ToolForm.LocalShell"/> its type.</param>
/// <param name="Form">How a call of it is written.</param>
/// <param name="Schema">The JSON schema of its arguments; null for the other forms.</param>
internal sealed record OfferedTool(string Name, ToolForm Form, JsonNode? Schema = null);

/// <summary>The forms of tool calls; all but <see cref="Function"/> occur in OpenAI Responses only.</summary>
internal enum ToolForm
{
    /// <summary>JSON arguments.</summary>
    Function,

    /// <summary>Free text; Codex's <c>exec</c> takes JavaScript.</summary>
    Custom,

    /// <summary>The built-in shell, whose call is an item of its own type.</summary>
    LocalShell,
}

/// <summary>The one tool call of a first turn.</summary>
/// <param name="Name">As it was offered.</param>
/// <param name="Form">As it was offered.</param>
/// <param name="Input">JSON arguments, the free text, or the shell command, by form.</param>
internal sealed record ToolCall(string Name, ToolForm Form, string Input);
