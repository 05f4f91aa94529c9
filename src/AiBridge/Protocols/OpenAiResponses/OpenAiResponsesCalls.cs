using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>
/// Tool calls among the output items, hosted ones too. What belongs together is known by the <c>call_id</c>, else the item's id,
/// else its place, else by what is still open: gateways leave out any of these, number every item 0, or give an item a new id in
/// each event.
/// </summary>
internal sealed class OpenAiResponsesCalls(ToolCallDrafts drafts)
{
    private const string Call = "_call";

    public static bool IsCall(JsonText type) => type.EndsWith("_call"u8);

    /// <summary>A call begins; its input comes later.</summary>
    public void Added(long place, JsonValue item) => Describe(ById(item) ?? drafts.Begin(place), item);

    /// <summary>A piece of a call's input.</summary>
    public void InputDelta(long place, JsonValue itemId, JsonValue delta) => Find(place, itemId.AsWord())?.Append(delta.Text);

    /// <summary>A call's whole input, which some tell nowhere else.</summary>
    public void InputDone(long place, JsonValue itemId, JsonValue input)
    {
        if (input.AsNonEmptyString() is { } text)
            Find(place, itemId.AsWord())?.Replace(text);
    }

    /// <summary>A call is whole.</summary>
    public void Done(long place, JsonValue item)
    {
        var draft = Find(place, item) ?? drafts.Begin(place);
        Describe(draft, item);
        ToolCallDrafts.End(draft);
    }

    /// <summary>Keeps what was begun, as far as it came.</summary>
    public void EndAll() => drafts.EndAll();

    /// <summary>The id that a tool's result will name; hosted tools have only their item's.</summary>
    public static string? CallIdOf(JsonValue item)
    {
        item.Get("call_id"u8, out var callId, "id"u8, out var id);
        return callId.AsWord() ?? id.AsWord();
    }

    private ToolCallDraft? ById(JsonValue item)
    {
        if (CallIdOf(item) is not { } id)
            return null;
        var (byId, byItem) = (drafts.WithId(id), item["id"u8].AsWord() is { } itemId ? drafts.WithItemId(itemId) : null);
        return byId is null || byItem?.Place > byId.Place ? byItem : byId;
    }

    private ToolCallDraft? Find(long place, JsonValue item)
    {
        if (ById(item) is { } known)
            return known;
        var draft = Find(place, itemId: null);
        // Another call's id, or a call that has been told whole: this is the next one.
        return draft is null || draft.Ended || (draft.IsCallId && item["call_id"u8].AsWord() is not null) ? null : draft;
    }

    private ToolCallDraft? Find(long place, string? itemId) =>
        (itemId is null ? null : drafts.WithItemId(itemId))
        ?? (place >= 0 ? drafts.Last(place) : drafts.LastOpen());

    /// <summary>Hosted calls have no name but their kind: <c>web_search_call</c> is <c>web_search</c>.</summary>
    private void Describe(ToolCallDraft draft, JsonValue item)
    {
        item.Get("name"u8, out var name, "type"u8, out var type);
        drafts.IdentifyItem(draft, item["id"u8].AsWord());
        var callId = item["call_id"u8].AsWord();
        drafts.Identify(draft, callId ?? (draft.IsCallId ? null : draft.ItemId), name.AsWord() ?? draft.Name ?? KindOf(type.Text));
        draft.IsCallId |= callId is not null;
        draft.Server = ServerOf(item) ?? draft.Server;
        if (OpenAiResponsesInput.Of(item) is { Length: > 0 } input)
            draft.Replace(input);
    }

    private static string? KindOf(JsonText type) => IsCall(type) ? new JsonText(type.Raw[..^Call.Length]).Word() : null;

    /// <summary>The label of an MCP server that the provider calls, or the namespace of one that the client does.</summary>
    private static string? ServerOf(JsonValue item)
    {
        item.Get("server_label"u8, out var label, "namespace"u8, out var nameSpace);
        return label.AsWord() ?? nameSpace.AsWord() ?? item["server_name"u8].AsWord();
    }
}
