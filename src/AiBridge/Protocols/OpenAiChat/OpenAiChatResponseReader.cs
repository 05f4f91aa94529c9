using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>Reads the answers of the chat completions API, streamed and whole.</summary>
internal sealed class OpenAiChatResponseReader : ResponseReader
{
    private static readonly UsageReader Usage = new(UsageColumns.OpenAi);
    private readonly OpenAiChatContent _content;

    public OpenAiChatResponseReader() => _content = new OpenAiChatContent(Facts);

    public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            _content.EndAll();
            Facts.Ended = true;
            return EventMeaning.Terminal;
        }

        if (name.SequenceEqual("error"u8))
        {
            Facts.Error = ProviderErrors.OfEvent(data);
            return EventMeaning.Error;
        }

        if (JsonValue.TryReadObject(data, out var chunk))
            return Read(chunk);
        Facts.UnknownEvents++;
        return EventMeaning.Preamble;
    }

    public override void OnBody(ReadOnlySpan<byte> json)
    {
        Facts.Ended = true;
        if (JsonValue.TryReadObject(json, out var completion))
            Read(completion);
        else
            Facts.UnknownEvents++;
        _content.EndAll();
    }

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body) => Facts.Error = ProviderErrors.OfBody(status, body);

    public override void OnEnd() => _content.EndAll();

    /// <summary>Reads a chunk or a whole completion; the usage may come in a last chunk without choices, or in none.</summary>
    private EventMeaning Read(JsonValue completion)
    {
        JsonValue choices = default, usage = default, error = default, groq = default;
        foreach (var member in completion.Members())
        {
            if (member.Key.Is("choices"u8))
                choices = member.Value;
            else if (member.Key.Is("usage"u8))
                usage = member.Value;
            else if (member.Key.Is("id"u8))
                Facts.ResponseId ??= member.Value.AsNonEmptyString();
            else if (member.Key.Is("error"u8))
                error = member.Value;
            else if (member.Key.Is("x_groq"u8))
                groq = member.Value;
        }

        var says = false;
        foreach (var choice in choices.Elements())
            says |= _content.Choice(choice);
        Usage.Read(groq["usage"u8], Facts.Usage);
        Usage.Read(usage, Facts.Usage);
        if (error.IsObject || error.IsString)
        {
            Facts.Error = ProviderErrors.OfEnvelope(completion);
            return EventMeaning.Error;
        }

        return says ? EventMeaning.Content : EventMeaning.Preamble;
    }
}
