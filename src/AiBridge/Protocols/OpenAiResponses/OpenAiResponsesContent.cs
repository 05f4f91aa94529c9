using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>
/// Output items: tool calls, reasoning, commentary. An item may be told three times, by fragments, by its
/// <c>output_item.done</c> and by the final response; it counts once. A call is known again by its <c>call_id</c>; other items
/// by their id or their place, because some gateways give an item a new id each time.
/// </summary>
internal sealed class OpenAiResponsesContent(ResponseFacts facts)
{
    private readonly ToolCallDrafts _tools = new(facts.ToolUses);
    private readonly HashSet<string> _seenIds = new(StringComparer.Ordinal);
    private readonly HashSet<(long Place, string Type)> _seenPlaces = [];
    private readonly OpenAiResponsesThoughts _thoughts = new(facts);

    /// <summary>An item begins; a tool call's input comes later.</summary>
    public void Added(long place, JsonValue item)
    {
        if (IsCall(item["type"u8].Text))
            Describe(_tools.Begin(place), item);
    }

    /// <summary>A piece of a tool call's input.</summary>
    public void InputDelta(long place, JsonValue delta) => _tools.Open(place)?.Fragments.Append(delta.Text);

    /// <summary>A piece of a reasoning summary.</summary>
    public void SummaryDelta(JsonValue delta) => _thoughts.Delta(delta);

    /// <summary>A whole part of a reasoning summary.</summary>
    public void SummaryDone(long place, long part, JsonValue text) => _thoughts.Part(place, part, text);

    /// <summary>An item is whole.</summary>
    public void Done(long place, JsonValue item)
    {
        var type = item["type"u8].AsString() ?? "";
        var id = CallIdOf(item);
        Remember(place, type, id);
        Read(place, item, type, _tools.Open(place));
    }

    /// <summary>The items of a final response or a whole body: those not told before.</summary>
    public void Final(JsonValue output)
    {
        var place = 0;
        foreach (var item in output.Elements())
        {
            var type = item["type"u8].AsString() ?? "";
            var id = CallIdOf(item);
            if (!IsSeen(place, type, id, item["call_id"u8].IsString))
                Read(place, item, type, id is null ? null : _tools.Open(id));
            place++;
        }

        EndAll();
    }

    /// <summary>Keeps what was begun, as far as it came.</summary>
    public void EndAll()
    {
        _tools.EndAll();
        _thoughts.End();
    }

    private void Read(long place, JsonValue item, string type, ToolCallDraft? draft)
    {
        if (IsCall(item["type"u8].Text))
        {
            draft ??= _tools.Begin(place);
            Describe(draft, item);
            _tools.End(draft);
        }
        else if (type == "reasoning")
        {
            _thoughts.Reasoning(place, item);
        }
        else if (type == "message")
        {
            _thoughts.Message(item);
        }
        else if (!type.EndsWith("_output", StringComparison.Ordinal) && type is not ("compaction" or "mcp_list_tools" or "mcp_approval_request"))
        {
            facts.UnknownEvents++;
        }
    }

    private static bool IsCall(JsonText type) => type.EndsWith("_call"u8);

    /// <summary>Hosted calls have no name but their kind: <c>web_search_call</c> is <c>web_search</c>.</summary>
    private static void Describe(ToolCallDraft draft, JsonValue item)
    {
        item.Get("name"u8, out var name, "type"u8, out var type);
        draft.Id = CallIdOf(item) ?? draft.Id;
        draft.Name = name.AsNonEmptyString() ?? type.AsString()?[..^"_call".Length];
        if (InputOf(item) is not { Length: > 0 } input)
            return;
        draft.WholeInput = input;
        draft.Fragments.Clear();
    }

    /// <summary>The member that holds what the model asked for differs by kind of call; a text is taken as text, the rest as JSON.</summary>
    private static string? InputOf(JsonValue item)
    {
        var input = default(JsonValue);
        foreach (var member in item.Members())
        {
            if (IsInput(member.Key) && member.Value.IsPresent)
                input = member.Value;
        }

        return input.IsString ? input.AsString() : Encoding.UTF8.GetString(input.Raw);
    }

    private static bool IsInput(JsonText key) =>
        key.Is("arguments"u8) // function, mcp, tool_search
        || key.Is("input"u8) // custom_tool
        || key.Is("action"u8) // web_search, local_shell, shell, computer
        || key.Is("operation"u8) // apply_patch
        || key.Is("code"u8) // code_interpreter
        || key.Is("queries"u8) // file_search
        || key.Is("revised_prompt"u8); // image_generation

    private static string? CallIdOf(JsonValue item)
    {
        item.Get("call_id"u8, out var callId, "id"u8, out var id);
        return callId.AsNonEmptyString() ?? id.AsNonEmptyString();
    }

    private void Remember(long place, string type, string? id)
    {
        _seenPlaces.Add((place, type));
        if (id is not null)
            _seenIds.Add(id);
    }

    private bool IsSeen(long place, string type, string? id, bool isCallId) =>
        (id is not null && _seenIds.Contains(id)) || (!isCallId && _seenPlaces.Contains((place, type)));
}
