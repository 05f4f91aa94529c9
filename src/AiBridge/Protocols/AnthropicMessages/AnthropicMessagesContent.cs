using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>
/// Content blocks: tool calls and thinking. A block of a whole body is one that starts and stops at once. Blocks may be told
/// piece by piece in any order, without their number (then the last one begun is meant), and without their end.
/// </summary>
internal sealed class AnthropicMessagesContent(ResponseFacts facts)
{
    private readonly ToolCallDrafts _tools = facts.Calls;
    private readonly SortedDictionary<long, FragmentBuffer> _thinking = [];

    private long _last = -1;

    public void Start(long? number, JsonValue block)
    {
        var index = _last = number ?? _last + 1;
        var type = block["type"u8].Text;
        Say(block);
        if (type.Is("tool_use"u8) || type.Is("server_tool_use"u8) || type.Is("mcp_tool_use"u8))
            StartTool(index, block);
        else if (type.Is("thinking"u8))
            Thinking(index)?.Append(block["thinking"u8].Text);
        else if (type.Is("fallback"u8))
            facts.Model.Read(block["to"u8]["model"u8]);
        else if (!IsKnown(type))
            facts.UnknownEvents++;
    }

    public void Delta(long? number, JsonValue delta)
    {
        var index = number ?? _last;
        var type = delta["type"u8].Text;
        Say(delta);
        if (type.Is("text_delta"u8))
            return;
        if (type.Is("input_json_delta"u8))
            _tools.Last(index)?.Append(delta["partial_json"u8].Text);
        else if (type.Is("thinking_delta"u8))
            Thinking(index)?.Append(delta["thinking"u8].Text);
        else if (!type.Is("signature_delta"u8) && !type.Is("citations_delta"u8) && !type.Is("compaction_delta"u8))
            facts.UnknownEvents++;
    }

    public void Stop(long? number)
    {
        var index = number ?? _last;
        if (_tools.Last(index) is { } tool)
            ToolCallDrafts.End(tool);
        if (_thinking.Remove(index, out var thinking))
            Keep(thinking);
    }

    /// <summary>Keeps what has not stopped, as far as it came.</summary>
    public void StopAll()
    {
        _tools.EndAll();
        foreach (var thinking in _thinking.Values)
            Keep(thinking);
        _thinking.Clear();
    }

    private void Say(JsonValue piece)
    {
        if (facts.HasOutput)
            return;
        piece.Get("text"u8, out var text, "thinking"u8, out var thinking);
        facts.Say(text);
        facts.Say(thinking);
    }

    private void StartTool(long index, JsonValue block)
    {
        var draft = _tools.Begin(index);
        block.Get("id"u8, out var id, "name"u8, out var name);
        block.Get("input"u8, out var input, "server_name"u8, out var server);
        _tools.Identify(draft, id.AsWord(), name.AsWord());
        draft.Server = server.AsWord();
        if (input.IsPresent)
            draft.Replace(input.Text.Raw is [(byte)'{', ..] ? input.AsString()! : Encoding.UTF8.GetString(input.Raw));
    }

    /// <summary>Null when there is no room for another one.</summary>
    private FragmentBuffer? Thinking(long index)
    {
        if (!_thinking.TryGetValue(index, out var buffer) && facts.Budget.TryTake(FactsBudget.Fact))
            _thinking[index] = buffer = new FragmentBuffer(facts.Budget);
        return buffer;
    }

    /// <summary>Models that do not show their thinking send empty blocks with a signature.</summary>
    private void Keep(FragmentBuffer thinking)
    {
        facts.Budget.Return(FactsBudget.Fact);
        facts.Think(thinking, ThoughtSource.Thinking);
    }

    private static bool IsKnown(JsonText type) =>
        type.Is("text"u8) || type.Is("redacted_thinking"u8) || type.EndsWith("_tool_result"u8)
        || type.Is("container_upload"u8) || type.Is("compaction"u8);
}
