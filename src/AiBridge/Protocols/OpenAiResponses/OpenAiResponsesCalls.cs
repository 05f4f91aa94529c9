using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>
/// Tool calls among the output items, hosted ones too. What belongs together is known by the <c>call_id</c>, else the item's id,
/// else its place, else by what is still open: gateways leave out any of these, number every item 0, or give an item a new id in
/// each event.
/// </summary>
internal sealed class OpenAiResponsesCalls(List<ToolUse> done)
{
    private const string Call = "_call";

    private readonly ToolCallDrafts _drafts = new(done);

    public static bool IsCall(JsonText type) => type.EndsWith("_call"u8);

    /// <summary>A call begins; its input comes later.</summary>
    public void Added(long place, JsonValue item) => Describe(ById(item) ?? _drafts.Begin(place), item);

    /// <summary>A piece of a call's input.</summary>
    public void InputDelta(long place, JsonValue itemId, JsonValue delta) => Find(place, itemId.AsNonEmptyString())?.Append(delta.Text);

    /// <summary>A call's whole input, which some tell nowhere else.</summary>
    public void InputDone(long place, JsonValue itemId, JsonValue input)
    {
        if (input.AsNonEmptyString() is { } text)
            Find(place, itemId.AsNonEmptyString())?.Replace(text);
    }

    /// <summary>A call is whole.</summary>
    public void Done(long place, JsonValue item)
    {
        var draft = Find(place, item) ?? _drafts.Begin(place);
        Describe(draft, item);
        _drafts.End(draft);
    }

    /// <summary>Keeps what was begun, as far as it came.</summary>
    public void EndAll() => _drafts.EndAll();

    /// <summary>The id that a tool's result will name; hosted tools have only their item's.</summary>
    public static string? CallIdOf(JsonValue item)
    {
        item.Get("call_id"u8, out var callId, "id"u8, out var id);
        return callId.AsNonEmptyString() ?? id.AsNonEmptyString();
    }

    private ToolCallDraft? ById(JsonValue item)
    {
        var (id, itemId) = (CallIdOf(item), item["id"u8].AsNonEmptyString());
        return id is null ? null : _drafts.Last(draft => draft.Id == id || (itemId is not null && draft.ItemId == itemId));
    }

    private ToolCallDraft? Find(long place, JsonValue item)
    {
        if (ById(item) is { } known)
            return known;
        var draft = Find(place, itemId: null);
        // Another call's id, or a call that has been told whole: this is the next one.
        return draft is null || draft.Ended || (draft.IsCallId && item["call_id"u8].AsNonEmptyString() is not null) ? null : draft;
    }

    private ToolCallDraft? Find(long place, string? itemId) =>
        (itemId is null ? null : _drafts.Last(draft => draft.ItemId == itemId))
        ?? (place >= 0 ? _drafts.Last(place) : null)
        ?? (place < 0 ? _drafts.Last(draft => !draft.Ended) : null);

    /// <summary>Hosted calls have no name but their kind: <c>web_search_call</c> is <c>web_search</c>.</summary>
    private static void Describe(ToolCallDraft draft, JsonValue item)
    {
        item.Get("name"u8, out var name, "type"u8, out var type);
        draft.ItemId = item["id"u8].AsNonEmptyString() ?? draft.ItemId;
        var callId = item["call_id"u8].AsNonEmptyString();
        draft.Identify(callId ?? (draft.IsCallId ? null : draft.ItemId), name.AsNonEmptyString() ?? draft.Name ?? type.AsString()?[..^Call.Length]);
        draft.IsCallId |= callId is not null;
        draft.Server = ServerOf(item) ?? draft.Server;
        if (OpenAiResponsesInput.Of(item) is { Length: > 0 } input)
            draft.Replace(input);
    }

    /// <summary>The label of an MCP server that the provider calls, or the namespace of one that the client does.</summary>
    private static string? ServerOf(JsonValue item)
    {
        item.Get("server_label"u8, out var label, "namespace"u8, out var nameSpace);
        return (label.AsNonEmptyString() ?? nameSpace.AsNonEmptyString() ?? item["server_name"u8].AsNonEmptyString()) is { } server ? CutText.Word(server) : null;
    }
}
