using System.Text.Json;
using AiBridge.Protocols.Chats;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>A stream tells its usage only when it is asked, which not every vendor allows; and there are two names for what bounds an answer.</summary>
internal sealed class OpenAiChatTranslation : ChatTranslation
{
    private const string StreamOptions = "stream_options";

    public static ChatTranslation Instance { get; } = new OpenAiChatTranslation();

    public override IReadOnlyList<string> OutputLimits { get; } = ["max_tokens", "max_completion_tokens"];

    public override string UsageRequest => StreamOptions;

    public override ChatReader NewReader() => new Reader();

    protected override void WriteMembers(Utf8JsonWriter json, ChatPrompt prompt)
    {
        if (prompt is { Stream: true, AsksForUsage: true })
        {
            json.WriteStartObject(StreamOptions);
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        WriteMessages(json, "messages", prompt.System is { } system ? prompt.Messages.Prepend(new ChatMessage(ChatRole.System, system)) : prompt.Messages);
    }

    /// <summary>Only the first choice: no other was asked for.</summary>
    private sealed class Reader() : ChatReader(new OpenAiChatResponseReader())
    {
        private bool _refused;

        protected override void ReadEvent(JsonValue json) => ReadBody(json);

        protected override void ReadBody(JsonValue json)
        {
            foreach (var choice in json["choices"u8].Elements())
            {
                if (choice["index"u8].AsInteger() is > 0)
                    continue;
                choice.Get("delta"u8, out var delta, "message"u8, out var message);
                Read(delta.IsObject ? delta : message);
                End(choice["finish_reason"u8]);
                // Behind words of refusal it says "stop".
                if (_refused && Finish == FinishReason.Stop)
                    Finish = FinishReason.ContentFilter;
                return;
            }
        }

        private void Read(JsonValue said)
        {
            said.Get("content"u8, out var content, "refusal"u8, out var refusal);
            Say(content);
            foreach (var part in content.Elements())
                Say(part["text"u8]);
            Say(refusal);
            _refused |= refusal.AsNonEmptyString() is not null;
        }
    }
}
