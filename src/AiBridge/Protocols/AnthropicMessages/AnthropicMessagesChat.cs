using System.Text.Json;
using AiBridge.Protocols.Chats;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Instructions stand beside the messages, and an answer must be bounded.</summary>
internal sealed class AnthropicMessagesChat : ChatTranslation
{
    public static ChatTranslation Instance { get; } = new AnthropicMessagesChat();

    public override IReadOnlyList<string> OutputLimits { get; } = ["max_tokens"];

    public override ChatReader NewReader() => new Reader();

    protected override void WriteMembers(Utf8JsonWriter json, ChatPrompt prompt)
    {
        var instructions = prompt.Messages.Where(message => message.Role == ChatRole.System).Select(message => message.Content).Prepend(prompt.System).OfType<string>().ToList();
        if (instructions.Count > 0)
            json.WriteString("system", string.Join("\n\n", instructions));
        WriteMessages(json, "messages", prompt.Messages.Where(message => message.Role != ChatRole.System));
    }

    private sealed class Reader() : ChatReader(new AnthropicMessagesResponseReader())
    {
        protected override void ReadEvent(JsonValue json)
        {
            json.Get("delta"u8, out var delta, "content_block"u8, out var block);
            Say(block["text"u8]);
            Say(delta["text"u8]);
            End(delta["stop_reason"u8]);
        }

        protected override void ReadBody(JsonValue json)
        {
            foreach (var block in json["content"u8].Elements())
                Say(block["text"u8]);
            End(json["stop_reason"u8]);
        }
    }
}
