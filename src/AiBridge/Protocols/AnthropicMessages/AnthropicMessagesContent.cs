using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Content blocks: tool calls and thinking. A block of a whole body is one that starts and stops at once.</summary>
internal sealed class AnthropicMessagesContent(ResponseFacts facts)
{
    private readonly ToolCallDrafts _tools = new(facts.ToolUses);
    private readonly SortedDictionary<long, FragmentBuffer> _thinking = [];

    public void Start(long index, JsonValue block)
    {
        var type = block["type"u8].Text;
        if (type.Is("tool_use"u8) || type.Is("server_tool_use"u8) || type.Is("mcp_tool_use"u8))
            StartTool(index, block);
        else if (type.Is("thinking"u8))
            Thinking(index).Append(block["thinking"u8].Text);
        else if (!IsKnown(type))
            facts.UnknownEvents++;
    }

    public void Delta(long index, JsonValue delta)
    {
        var type = delta["type"u8].Text;
        if (type.Is("text_delta"u8))
            return;
        if (type.Is("input_json_delta"u8))
            _tools.Open(index)?.Fragments.Append(delta["partial_json"u8].Text);
        else if (type.Is("thinking_delta"u8))
            Thinking(index).Append(delta["thinking"u8].Text);
        else if (!type.Is("signature_delta"u8) && !type.Is("citations_delta"u8) && !type.Is("compaction_delta"u8))
            facts.UnknownEvents++;
    }

    public void Stop(long index)
    {
        if (_tools.Open(index) is { } tool)
            _tools.End(tool);
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

    private void StartTool(long index, JsonValue block)
    {
        var draft = _tools.Begin(index);
        block.Get("id"u8, out var id, "name"u8, out var name);
        draft.Id = id.AsString();
        draft.Name = name.AsString();
        draft.WholeInput = Encoding.UTF8.GetString(block["input"u8].Raw);
    }

    private FragmentBuffer Thinking(long index)
    {
        if (!_thinking.TryGetValue(index, out var buffer))
            _thinking[index] = buffer = new FragmentBuffer();
        return buffer;
    }

    /// <summary>Models that do not show their thinking send empty blocks with a signature.</summary>
    private void Keep(FragmentBuffer thinking)
    {
        if (!thinking.IsEmpty)
            facts.Thoughts.Add(new Thought(thinking.Decode(), ThoughtSource.Thinking));
    }

    private static bool IsKnown(JsonText type) =>
        type.Is("text"u8) || type.Is("redacted_thinking"u8) || type.EndsWith("_tool_result"u8)
        || type.Is("container_upload"u8) || type.Is("compaction"u8);
}
