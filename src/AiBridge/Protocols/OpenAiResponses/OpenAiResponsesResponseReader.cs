using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>Reads the answers of the Responses API, streamed and whole.</summary>
internal sealed class OpenAiResponsesResponseReader : ResponseReader
{
    private static readonly UsageReader Usage = new(UsageColumns.OpenAi);
    private readonly OpenAiResponsesContent _content;

    public OpenAiResponsesResponseReader() => _content = new OpenAiResponsesContent(Facts);

    public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        // Most events of most answers; their words are not kept.
        if (name.SequenceEqual("response.output_text.delta"u8))
        {
            if (!Facts.HasOutput && JsonValue.TryReadObject(data, out var words))
                Facts.Say(words["delta"u8]);
            return EventMeaning.Content;
        }

        if (!JsonValue.TryReadObject(data, out var json) && !data.IsEmpty)
            return Unknown();
        var type = new JsonText(name);
        JsonValue place = default, delta = default, response = default, item = default;
        foreach (var member in json.Members())
        {
            if (member.Key.Is("type"u8) && member.Value.IsString)
                type = member.Value.Text;
            else if (member.Key.Is("delta"u8))
                delta = member.Value;
            else if (member.Key.Is("output_index"u8))
                place = member.Value;
            else if (member.Key.Is("item_id"u8))
                item = member.Value;
            else if (member.Key.Is("response"u8))
                response = member.Value;
            else if (member.Key.Is("sequence_number"u8))
                Facts.LastSequence = member.Value.AsInteger();
        }

        var index = place.AsInteger() ?? -1;
        if (type.EndsWith("delta"u8))
            return OnDelta(type, index, item, delta);
        return OpenAiResponsesEvents.Of(type) switch
        {
            OpenAiResponsesEvent.Started => OnStarted(response),
            OpenAiResponsesEvent.Ended => OnEnded(type, response),
            OpenAiResponsesEvent.Error => OnError(json),
            OpenAiResponsesEvent.Part => OnPart(type, index, item, json),
            OpenAiResponsesEvent.KeepAlive => EventMeaning.Preamble,
            _ => type.IsEmpty ? OnUntyped(json) : Unknown(),
        };
    }

    public override void OnBody(ReadOnlySpan<byte> body)
    {
        Facts.Ended = true;
        if (JsonValue.TryReadObject(ByteOrderMark.Without(body), out var response) && IsResponse(response))
            ReadResponse(response, response["status"u8].Text);
        else
            Facts.Error = UnexpectedBody.Of(body);
    }

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body) => Facts.Error = ProviderErrors.OfBody(status, body);

    public override void OnEnd() => _content.EndAll();

    /// <summary>A response or one of its kind (<c>response.compaction</c>); some gateways leave the kind out.</summary>
    private static bool IsResponse(JsonValue json)
    {
        json.Get("object"u8, out var kind, "output"u8, out var output);
        return kind.Text.Raw.StartsWith("response"u8) || output.IsArray || (json["status"u8].IsString && json["id"u8].IsString);
    }

    private EventMeaning OnDelta(JsonText type, long place, JsonValue item, JsonValue delta)
    {
        var isPart = OpenAiResponsesEvents.Of(type) == OpenAiResponsesEvent.Part;
        if (isPart)
            Facts.Say(delta);
        if (type.Is("response.output_text.delta"u8))
            return EventMeaning.Content;
        if (IsInput(type, "delta"u8))
            _content.Calls.InputDelta(place, item, delta);
        else if (type.Is("response.reasoning_summary_text.delta"u8))
            _content.SummaryDelta(delta);
        return isPart ? EventMeaning.Content : Unknown();
    }

    /// <summary>The event is about a call's input (<c>response.function_call_arguments.done</c>); older ones end in <c>arguments_done</c>.</summary>
    private static bool IsInput(JsonText type, ReadOnlySpan<byte> ending)
    {
        if (!type.EndsWith(ending) || type.Raw.Length <= ending.Length)
            return false;
        var about = type.Raw[..^(ending.Length + 1)];
        return about.EndsWith("arguments"u8) || about.EndsWith("_input"u8) || about.EndsWith("_call_code"u8);
    }

    private EventMeaning OnStarted(JsonValue response)
    {
        ReadService(response);
        Facts.ResponseId ??= response["id"u8].AsWord();
        return EventMeaning.Preamble;
    }

    private EventMeaning OnPart(JsonText type, long place, JsonValue item, JsonValue json)
    {
        // Where the pieces were not told.
        if (type.EndsWith(".done"u8) && !Facts.HasOutput)
            _content.Say(json);
        if (type.Is("response.output_item.added"u8))
        {
            _content.Added(place, json["item"u8]);
        }
        else if (type.Is("response.output_item.done"u8))
        {
            _content.Done(place, json["item"u8]);
        }
        else if (type.Is("response.reasoning_summary_text.done"u8))
        {
            json.Get("summary_index"u8, out var part, "text"u8, out var text);
            _content.SummaryDone(place, part.AsInteger() ?? 0, text);
        }
        else if (IsInput(type, "done"u8))
        {
            ReadInput(place, item, json);
        }

        return EventMeaning.Content;
    }

    private void ReadInput(long place, JsonValue item, JsonValue json)
    {
        json.Get("arguments"u8, out var arguments, "input"u8, out var input);
        _content.Calls.InputDone(place, item, arguments.IsString ? arguments : input.IsString ? input : json["code"u8]);
    }

    private void ReadService(JsonValue response)
    {
        response.Get("model"u8, out var model, "service_tier"u8, out var tier);
        Facts.Model.Read(model);
        Facts.ServiceTier.Read(tier);
    }

    private EventMeaning OnEnded(JsonText type, JsonValue response)
    {
        Facts.Ended = true;
        ReadResponse(response, new JsonText(type.Raw["response."u8.Length..]));
        return Facts.Error is null ? EventMeaning.Terminal : EventMeaning.Error;
    }

    private EventMeaning OnError(JsonValue json)
    {
        Facts.Error = ProviderErrors.OfEnvelope(json);
        return EventMeaning.Error;
    }

    private EventMeaning OnUntyped(JsonValue json)
    {
        // Only where nothing else came: clients would take a part of an answer for the whole.
        if (Facts.ResponseId is not null || ForeignErrors.Find(json) is not { } error)
            return Unknown();
        Facts.Error = error;
        return EventMeaning.Content;
    }

    /// <summary>Reads a final response; the status is the event's last word or the body's member.</summary>
    private void ReadResponse(JsonValue response, JsonText status)
    {
        JsonValue id = default, usage = default, output = default, error = default, store = default;
        foreach (var member in response.Members())
        {
            if (member.Key.Is("id"u8))
                id = member.Value;
            else if (member.Key.Is("usage"u8))
                usage = member.Value;
            else if (member.Key.Is("output"u8))
                output = member.Value;
            else if (member.Key.Is("error"u8))
                error = member.Value;
            else if (member.Key.Is("store"u8))
                store = member.Value;
        }

        Facts.ResponseId ??= id.AsWord();
        ReadService(response);
        Usage.Read(usage, Facts.Usage);
        _content.Final(output);
        if (store.Kind != JsonKind.False)
            Give(output);
        var isError = ProviderErrors.IsError(error);
        if (status.Is("failed"u8) || isError)
            Facts.Error = ProviderErrors.OfEnvelope(isError ? response : default);
        else if (status.Is("incomplete"u8) || status.Is("cancelled"u8))
            Facts.Incomplete = true;
        else
            Facts.Pending = status.Is("queued"u8) || status.Is("in_progress"u8);
    }

    private void Give(JsonValue output)
    {
        foreach (var item in output.Elements())
        {
            item.Get("id"u8, out var id, "container_id"u8, out var container);
            Facts.Give(id);
            Facts.Give(container);
        }
    }

    private EventMeaning Unknown()
    {
        Facts.UnknownEvents++;
        return EventMeaning.Preamble;
    }
}
