using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>Reads the answers of the chat completions API, streamed and whole.</summary>
internal sealed class OpenAiChatResponseReader : ResponseReader
{
    private static readonly UsageReader Usage = new(UsageColumns.OpenAi);
    private readonly OpenAiChatContent _content;
    private bool _hasChoices;
    private bool _says;
    private bool _foreignError;

    private bool _usageSeen;

    public OpenAiChatResponseReader() => _content = new OpenAiChatContent(Facts, Usage);

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

        return Read(data);
    }

    public override void OnBody(ReadOnlySpan<byte> body)
    {
        Facts.Ended = true;
        Read(ByteOrderMark.Without(body));
        _content.EndAll();
        if (!_hasChoices)
            Facts.Error = UnexpectedBody.Of(body);
    }

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body) => Facts.Error = ProviderErrors.OfBody(status, body);

    public override void OnEnd() => _content.EndAll();

    /// <summary>Reads a chunk or a whole completion; the usage may come in a last chunk without choices, or in none.</summary>
    private EventMeaning Read(ReadOnlySpan<byte> completion)
    {
        JsonValue choices = default, usage = default, error = default, groq = default, id = default, timings = default;
        var cursor = new JsonCursor(completion);
        var isObject = cursor.EnterObject();
        while (isObject && cursor.NextMember(out var key))
        {
            if (key.Is("choices"u8))
                choices = cursor.TakeValue();
            else if (key.Is("usage"u8))
                usage = cursor.TakeValue();
            else if (key.Is("id"u8))
                id = cursor.TakeValue();
            else if (key.Is("model"u8))
                Facts.Model.Read(cursor.TakeValue());
            else if (key.Is("service_tier"u8))
                Facts.ServiceTier.Read(cursor.TakeValue());
            else if (key.Is("timings"u8))
                timings = cursor.TakeValue();
            else if (key.Is("error"u8))
                error = cursor.TakeValue();
            else if (key.Is("x_groq"u8))
                groq = cursor.TakeValue();
        }

        if (!isObject || !cursor.AtEnd())
        {
            Facts.UnknownEvents++;
            return EventMeaning.Preamble;
        }

        _hasChoices |= choices.IsArray;
        Facts.ResponseId ??= id.AsWord();
        Usage.Read(groq["usage"u8], Facts.Usage);
        Usage.Read(usage, Facts.Usage);
        ReadTimings(timings, usage.IsObject);
        var says = _content.Choices(choices);
        if (ProviderErrors.IsError(error))
        {
            Facts.Error = ProviderErrors.OfEvent(completion);
            _foreignError = false;
            return EventMeaning.Error;
        }

        if (says)
            NoteWords();
        var isForeignError = !says && !choices.IsArray && !usage.IsPresent && IsForeignError(completion);
        return says || isForeignError ? EventMeaning.Content : EventMeaning.Preamble;
    }

    /// <summary>What looked like an error in another shape was none when an answer follows.</summary>
    private void NoteWords()
    {
        _says = true;
        if (!_foreignError)
            return;
        _foreignError = false;
        Facts.Error = null;
    }

    /// <summary>An error in another shape stands for the answer only where nothing else came: behind a part of one, clients would take that part for the whole.</summary>
    private bool IsForeignError(ReadOnlySpan<byte> chunk)
    {
        if (_says || !JsonValue.TryReadObject(chunk, out var json) || ForeignErrors.Find(json) is not { } error)
            return false;
        Facts.Error ??= error;
        return _foreignError = true;
    }

    /// <summary>llama.cpp counts in its timings, and in <c>usage</c> only when asked: prompt tokens it had to read, and those it still had.</summary>
    private void ReadTimings(JsonValue timings, bool hasUsage)
    {
        _usageSeen |= hasUsage;
        if (!timings.IsObject)
            return;
        timings.Get("prompt_n"u8, out var prompt, "cache_n"u8, out var cached);
        if (_usageSeen || prompt.AsCount() is not { } read)
            return;
        Facts.Usage.Input = TokenUsage.Later(Facts.Usage.Input, read);
        Facts.Usage.CacheRead = TokenUsage.Later(Facts.Usage.CacheRead, cached.AsCount());
        Facts.Usage.Output = TokenUsage.Later(Facts.Usage.Output, timings["predicted_n"u8].AsCount());
    }
}
