using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Reads the answers of Anthropic's Messages API, streamed and whole.</summary>
internal sealed class AnthropicMessagesResponseReader : ResponseReader
{
    private static readonly UsageReader Usage = new(UsageColumns.Anthropic);
    private readonly AnthropicMessagesContent _content;
    private readonly AnthropicMessagesSteps _steps;

    public AnthropicMessagesResponseReader() => (_content, _steps) = (new AnthropicMessagesContent(Facts), new AnthropicMessagesSteps(Facts));

    public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (IsWords(data))
        {
            if (!Facts.HasOutput && !data.TrimEnd(" }"u8).EndsWith("\"text\":\"\""u8))
                Facts.Say();
            return EventMeaning.Content;
        }

        var type = new JsonText(name);
        JsonValue index = default, delta = default;
        var cursor = new JsonCursor(data);
        if (!cursor.EnterObject() && !data.IsEmpty)
            return Unknown();
        while (cursor.NextMember(out var key))
        {
            var value = cursor.TakeValue();
            if (key.Is("type"u8) && value.IsString)
                type = value.Text;
            else if (key.Is("index"u8))
                index = value;
            else if (key.Is("delta"u8))
                delta = value;
        }

        if (!cursor.AtEnd() && !data.IsEmpty)
            return Unknown();
        if (!type.Is("content_block_delta"u8))
            return OnOther(type, index.AsInteger(), data);
        _content.Delta(index.AsInteger(), delta);
        return EventMeaning.Content;
    }

    public override void OnBody(ReadOnlySpan<byte> body)
    {
        Facts.Ended = true;
        if (!JsonValue.TryReadObject(ByteOrderMark.Without(body), out var message) || !IsMessage(message))
        {
            Facts.Error = UnexpectedBody.Of(body);
            return;
        }

        ReadMessage(message);
        var index = 0;
        foreach (var block in message["content"u8].Elements())
        {
            _content.Start(index, block);
            _content.Stop(index++);
        }
    }

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body) => Facts.Error = ProviderErrors.OfBody(status, body);

    public override void OnEnd() => _content.StopAll();

    /// <summary>Some gateways leave out the type, or send a message without any content.</summary>
    private static bool IsMessage(JsonValue json)
    {
        json.Get("type"u8, out var type, "content"u8, out var content);
        if (type.Text.Is("message"u8) || type.Text.Is("error"u8))
            return type.Text.Is("message"u8);
        return content.IsArray || json["stop_reason"u8].IsString || (json["usage"u8].IsObject && !json["error"u8].IsPresent);
    }

    /// <summary>
    /// What nearly all events are, in the provider's own spelling (it pads with spaces): a piece of the answer's text, which
    /// nobody keeps. Known by its ends; any other spelling is read like the other events.
    /// </summary>
    private static bool IsWords(ReadOnlySpan<byte> data)
    {
        var head = "{\"type\":\"content_block_delta\",\"index\":"u8;
        if (!data.StartsWith(head))
            return false;
        var rest = data[head.Length..];
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0
            && rest[digits..].StartsWith(",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8)
            && rest[^1] == (byte)'}'
            && rest[..^1].TrimEnd((byte)' ').EndsWith("\"}"u8);
    }

    private EventMeaning OnOther(JsonText type, long? index, ReadOnlySpan<byte> data)
    {
        JsonValue.TryReadObject(data, out var json);
        if (type.Is("content_block_start"u8))
            _content.Start(index, json["content_block"u8]);
        else if (type.Is("content_block_stop"u8))
            _content.Stop(index);
        else if (type.Is("message_delta"u8))
            OnMessageDelta(json);
        else
            return OnFrame(type, json);
        return EventMeaning.Content;
    }

    private EventMeaning OnFrame(JsonText type, JsonValue json)
    {
        if (type.Is("message_start"u8))
        {
            ReadMessage(json["message"u8]);
            return EventMeaning.Preamble;
        }

        if (type.Is("message_stop"u8))
        {
            _content.StopAll();
            Facts.Ended = true;
            return EventMeaning.Terminal;
        }

        if (type.Is("error"u8))
        {
            Facts.Error = ProviderErrors.OfEnvelope(json);
            return EventMeaning.Error;
        }

        // Only where nothing else came: clients would take a part of an answer for the whole.
        if (type.IsEmpty && Facts.ResponseId is null && ForeignErrors.Find(json) is { } foreign)
        {
            Facts.Error = foreign;
            return EventMeaning.Content;
        }

        return type.Is("ping"u8) ? EventMeaning.Preamble : Unknown();
    }

    private void OnMessageDelta(JsonValue json)
    {
        json.Get("usage"u8, out var usage, "delta"u8, out var delta);
        ReadUsage(usage);
        delta.Get("stop_reason"u8, out var reason, "container"u8, out var container);
        if (reason is { IsString: true, Text.IsEmpty: false })
            Facts.Finished = true;
        Facts.Give(container["id"u8]);
    }

    private void ReadMessage(JsonValue message)
    {
        message.Get("id"u8, out var id, "usage"u8, out var usage);
        Facts.ResponseId ??= id.AsWord();
        message.Get("model"u8, out var model, "container"u8, out var container);
        Facts.Model.Read(model);
        Facts.Give(container["id"u8]);
        ReadUsage(usage);
    }

    private void ReadUsage(JsonValue usage)
    {
        usage.Get("service_tier"u8, out var tier, "speed"u8, out var speed);
        Facts.ServiceTier.Read(tier);
        Facts.Speed.Read(speed);
        Usage.Read(usage, Facts.Usage);
        _steps.Read(usage["iterations"u8]);
    }

    private EventMeaning Unknown()
    {
        Facts.UnknownEvents++;
        return EventMeaning.Preamble;
    }
}
