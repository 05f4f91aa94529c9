using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>
/// Output items: tool calls, reasoning, commentary. An item may be told three times, by fragments, by its
/// <c>output_item.done</c> and by the final response; it counts once. A call is known again by its <c>call_id</c>; other items
/// by their id or their place, because some gateways give an item a new id each time.
/// </summary>
internal sealed class OpenAiResponsesContent(ResponseFacts facts)
{
    private readonly HashSet<string> _seenIds = new(StringComparer.Ordinal);
    private readonly HashSet<(long Place, string Type)> _seenPlaces = [];
    private readonly OpenAiResponsesThoughts _thoughts = new(facts);
    private long _done;

    public OpenAiResponsesCalls Calls { get; } = new(facts.Calls);

    /// <summary>An item begins.</summary>
    public void Added(long place, JsonValue item)
    {
        if (OpenAiResponsesCalls.IsCall(item["type"u8].Text))
            Calls.Added(place, item);
    }

    /// <summary>Notes the words of a part that is told whole.</summary>
    public void Say(JsonValue part)
    {
        facts.Say(part["text"u8]);
        facts.Say(part["refusal"u8]);
    }

    /// <summary>A piece of a reasoning summary.</summary>
    public void SummaryDelta(JsonValue delta) => _thoughts.Delta(delta);

    /// <summary>A whole part of a reasoning summary.</summary>
    public void SummaryDone(long place, long part, JsonValue text) => _thoughts.Part(place, part, text);

    /// <summary>An item is whole.</summary>
    public void Done(long place, JsonValue item)
    {
        var type = item["type"u8].AsWord() ?? "";
        // Without numbers the items are done in their order.
        if (facts.Budget.TryTake(2 * FactsBudget.Mark))
        {
            _seenPlaces.Add((place >= 0 ? place : _done, type));
            if (OpenAiResponsesCalls.CallIdOf(item) is { } id)
                _seenIds.Add(id);
        }

        _done++;
        Read(place, item, type);
    }

    /// <summary>The items of a final response or a whole body: those not told before.</summary>
    public void Final(JsonValue output)
    {
        var place = 0;
        foreach (var item in output.Elements())
        {
            var type = item["type"u8].AsWord() ?? "";
            if (!IsSeen(place, type, item))
                Read(place, item, type);
            place++;
        }

        EndAll();
    }

    /// <summary>Keeps what was begun, as far as it came.</summary>
    public void EndAll()
    {
        Calls.EndAll();
        _thoughts.End();
    }

    private void Read(long place, JsonValue item, string type)
    {
        if (!facts.HasOutput)
            SayItem(item);
        if (OpenAiResponsesCalls.IsCall(item["type"u8].Text))
            Calls.Done(place, item);
        else if (type == "reasoning")
            _thoughts.Reasoning(place, item);
        else if (type == "message")
            _thoughts.Message(item);
        else if (!type.EndsWith("_output", StringComparison.Ordinal) && type is not ("compaction" or "mcp_list_tools" or "mcp_approval_request"))
            facts.UnknownEvents++;
    }

    private void SayItem(JsonValue item)
    {
        item.Get("content"u8, out var content, "summary"u8, out var summary);
        foreach (var part in content.Elements())
            Say(part);
        foreach (var part in summary.Elements())
            Say(part);
    }

    private bool IsSeen(int place, string type, JsonValue item) =>
        (OpenAiResponsesCalls.CallIdOf(item) is { } id && _seenIds.Contains(id)) || (!item["call_id"u8].IsString && _seenPlaces.Contains((place, type)));
}
