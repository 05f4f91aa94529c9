using System.Text;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols;

/// <summary>Facts as lines of text, so that expected ones can be read beside the traffic. What is absent has no line.</summary>
internal static class FactsText
{
    public static string Of(ResponseFacts facts)
    {
        var lines = new StringBuilder();
        Line(lines, "id", facts.ResponseId);
        Line(lines, "model", facts.Model.Text);
        Line(lines, "tier", facts.ServiceTier.Text);
        Line(lines, "speed", facts.Speed.Text);
        Line(lines, "input", facts.Usage.Input);
        Line(lines, "output", facts.Usage.Output);
        Line(lines, "cache_read", facts.Usage.CacheRead);
        Line(lines, "cache_write", facts.Usage.CacheWrite);
        foreach (var (name, count) in facts.Usage.Extra)
            Line(lines, $"extra.{name}", count);
        foreach (var tool in facts.ToolUses)
            Line(lines, "tool", $"{tool.Id} | {(tool.Server is { } server ? $"[{server}] " : "")}{tool.Name} | {OneLine(tool.Input)}");
        foreach (var thought in facts.Thoughts)
            Line(lines, "thought", $"{thought.Source} | {OneLine(thought.Content)}");
        Line(lines, "given", facts.Given.Count == 0 ? null : string.Join(' ', facts.Given));
        Line(lines, "ended", facts.Ended);
        Line(lines, "incomplete", facts.Incomplete ? true : null);
        Line(lines, "pending", facts.Pending ? true : null);
        if (facts.Error is { } error)
            Line(lines, "error", $"{error.Class} | {error.Code} | {OneLine(error.Message)}");
        Line(lines, "unknown", facts.UnknownEvents == 0 ? null : facts.UnknownEvents);
        return lines.ToString().Trim();
    }

    public static string Of(RequestFacts facts)
    {
        var lines = new StringBuilder();
        Line(lines, "model", facts.Model);
        Line(lines, "streaming", facts.Streaming);
        Line(lines, "prompt", OneLine(facts.Prompt));
        Line(lines, "last_tool_result", facts.LastToolResultId);
        Line(lines, "prompt_cache_key", facts.PromptCacheKey);
        Line(lines, "previous_response_id", facts.PreviousResponseId);
        Line(lines, "conversation", facts.ConversationId);
        Line(lines, "kept", facts.Names.Kept);
        Line(lines, "made", facts.Names.Made.Count == 0 ? null : string.Join(' ', facts.Names.Made));
        Line(lines, "background", facts.Background ? true : null);
        Line(lines, "user_id_session", facts.UserIdSession);
        Line(lines, "has_tools", facts.HasTools);
        Line(lines, "schema", facts.OutputSchemaProperties.Count == 0 ? null : string.Join(' ', facts.OutputSchemaProperties));
        Line(lines, "system", OneLine(facts.SystemText));
        Line(lines, "generate_disabled", facts.GenerateDisabled ? true : null);
        return lines.ToString().Trim();
    }

    private static void Line(StringBuilder lines, string name, object? value)
    {
        if (value is not null)
            lines.Append(name).Append(": ").Append(value is bool truth ? (truth ? "yes" : "no") : value).Append('\n');
    }

    private static string? OneLine(string? text) => text?.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
}
