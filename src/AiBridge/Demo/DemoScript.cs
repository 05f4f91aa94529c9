using System.Text.Json.Nodes;
using AiBridge.Protocols;

namespace AiBridge.Demo;

/// <summary>What the simulated model says on a turn.</summary>
/// <param name="Thought">Visible reasoning before the text; null: none.</param>
/// <param name="Text">The answer, or what is said before the call; empty: nothing.</param>
/// <param name="Call">A tool call after the text; null: the turn is over.</param>
/// <param name="Usage">The tokens it is said to have cost.</param>
internal sealed record DemoReply(string? Thought, string Text, ToolCall? Call, DemoUsage Usage);

/// <summary>The one script all protocols play: think, call a harmless tool, report what it said.</summary>
internal static class DemoScript
{
    private const int LongestExcerpt = 120;

    public static DemoReply Answer(DemoRequest request)
    {
        var last = request.Conversation.Count == 0 ? default : request.Conversation[^1];
        if (last.DemoRole == DemoRole.Tool)
            return new DemoReply(null, $"The tool answered: {Excerpt(last.Text)} That was the whole demo; every byte of it was simulated.", null, DemoUsage.FinalTurn);
        if (request.OutputSchema.At("properties").At("title") is not null)
            return Single(new JsonObject { ["title"] = Title(last.Text) }.ToJsonString(DemoJson.Compact));
        if (ToolChoice.Pick(request.Tools, last.Text) is { } call)
            return new DemoReply(Thought, "I will run one harmless tool to show how a tool call is recorded.", call, DemoUsage.ToolTurn);
        return Single(IsTitleRequest(request) ? Title(last.Text) : "Hello from the simulated provider: no real model has seen this request.");
    }

    private static string Thought => "The person wants to see the bridge at work. A harmless command shows a whole tool loop.";

    private static DemoReply Single(string text) => new(null, text, null, DemoUsage.SingleTurn);

    private static bool IsTitleRequest(DemoRequest request) =>
        request.Tools.Count == 0 && request.SystemText.Contains("title generator", StringComparison.OrdinalIgnoreCase);

    private static string Title(string? prompt)
    {
        // Claude Code wraps the prompt, OpenCode quotes it.
        var words = (prompt ?? "").Replace("<session>", "", StringComparison.Ordinal).Trim('"').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(5);
        var title = string.Join(' ', words).TrimEnd('.', ',', ';', ':');
        return title.Length == 0 ? "A simulated conversation" : Cut(title);
    }

    // Clients put notes around a command's output; the greeting is what was asked for.
    private static string Excerpt(string result)
    {
        if (result.Contains(ToolChoice.Greeting, StringComparison.Ordinal))
            return $"\"{ToolChoice.Greeting}\".";
        var line = result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return line is null ? "nothing." : $"\"{Cut(line)}\".";
    }

    private static string Cut(string text) => CutText.To(text, LongestExcerpt);
}
