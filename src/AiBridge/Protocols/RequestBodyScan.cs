using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// The members of a request body that anybody asks for, as bytes. The body is walked once; the history is only stepped over.
/// The members of all protocols lie here side by side: their names do not collide, and what a body lacks is the default value.
/// </summary>
internal ref struct RequestBodyScan
{
    private ReadOnlySpan<byte> _body;
    private bool _continuesTwice, _hasPrompt, _hasItems;
    private JsonValue _model, _stream, _tools, _generate, _promptCacheKey, _previousResponseId, _conversation, _background, _metadata;

    /// <summary>The conversation: the list named by the protocol.</summary>
    public MessageList Messages;

    /// <summary>Responses' <c>input</c> when it is a plain string.</summary>
    public JsonValue Input { get; private set; }

    /// <summary>Anthropic's <c>system</c>.</summary>
    public JsonValue System { get; private set; }

    /// <summary>Responses' <c>instructions</c>.</summary>
    public JsonValue Instructions { get; private set; }

    /// <summary>The member that holds the demanded output's form: <c>output_config</c>, <c>response_format</c> or <c>text</c>.</summary>
    public JsonValue OutputForm { get; private set; }

    /// <summary>Reads a body; false when it is not one whole JSON object.</summary>
    /// <param name="body">The request body, decoded.</param>
    /// <param name="listName">The member that holds the conversation.</param>
    /// <param name="scan">What was found.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, ReadOnlySpan<byte> listName, out RequestBodyScan scan)
    {
        scan = default;
        scan._body = body;
        scan._hasItems = listName.SequenceEqual("input"u8);
        var cursor = new JsonCursor(body);
        if (!cursor.EnterObject())
            return false;
        while (cursor.NextMember(out var key))
        {
            if (!key.Is(listName))
                scan.Take(key, cursor.TakeValue());
            else if (cursor.EnterArray())
                scan.TakeList(MessageList.Walk(ref cursor, body));
            else
                scan.TakeInput(cursor.TakeValue());
        }

        return cursor.AtEnd();
    }

    /// <summary>The facts every protocol words alike.</summary>
    public readonly RequestFacts CommonFacts() => new()
    {
        Model = _model.AsWord(),
        Streaming = _stream.Kind == JsonKind.True,
        PromptCacheKey = _promptCacheKey.AsWord(),
        PreviousResponseId = _previousResponseId.AsWord(),
        Background = _background.Kind == JsonKind.True,
        ConversationId = _conversation.AsWord() ?? IdsOf(_conversation, out _),
        ContinuesTwice = _continuesTwice || IsSeveral(_conversation),
        Names = Names(),
        UserIdSession = UserIdSession.Find(_metadata["user_id"u8]),
        HasTools = _tools.Elements().MoveNext(),
        GenerateDisabled = _generate.Kind == JsonKind.False,
    };

    private readonly NamedThings Names() =>
        NameMarkers.Find(_body, _hasItems, out var deep) || _hasPrompt ? NamedThings.In(new JsonValue(_body), deep) : NamedThings.None;

    private static bool IsSeveral(JsonValue conversation)
    {
        IdsOf(conversation, out var count);
        return count > 1;
    }

    /// <summary>The last of them; null without any.</summary>
    private static string? IdsOf(JsonValue conversation, out int count)
    {
        var id = default(string);
        count = 0;
        foreach (var member in conversation.Members())
        {
            if (member.Key.IsAnyCase("id"u8))
                (id, count) = (member.Value.AsWord(), count + 1);
        }

        return id;
    }

    private void TakeOnce(ref JsonValue place, JsonValue value)
    {
        _continuesTwice |= place.IsPresent;
        place = value;
    }

    private void TakeList(in MessageList messages)
    {
        Messages = messages;
        Input = default;
    }

    private void TakeInput(JsonValue value)
    {
        Messages = default;
        Input = value;
    }

    private void Take(JsonText key, JsonValue value)
    {
        if (key.Is("model"u8))
            _model = value;
        else if (key.Is("stream"u8))
            _stream = value;
        else if (key.Is("tools"u8))
            _tools = value;
        else if (key.IsAnyCase("prompt"u8))
            _hasPrompt = true;
        else if (key.Is("system"u8))
            System = value;
        else if (key.Is("instructions"u8))
            Instructions = value;
        else if (key.Is("output_config"u8) || key.Is("response_format"u8) || key.Is("text"u8))
            OutputForm = value;
        else if (key.Is("metadata"u8))
            _metadata = value;
        else if (key.Is("prompt_cache_key"u8))
            _promptCacheKey = value;
        else if (key.IsAnyCase("previous_response_id"u8))
            TakeOnce(ref _previousResponseId, value);
        else if (key.Is("background"u8))
            _background = value;
        else if (key.IsAnyCase("conversation"u8))
            TakeOnce(ref _conversation, value);
        else if (key.Is("generate"u8))
            _generate = value;
    }
}
