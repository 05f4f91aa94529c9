using System.Text.Json;
using AiBridge.Protocols.Chats;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>Nothing is to be kept of it at the provider.</summary>
internal sealed class OpenAiResponsesChat : ChatTranslation
{
    public static ChatTranslation Instance { get; } = new OpenAiResponsesChat();

    public override IReadOnlyList<string> OutputLimits { get; } = ["max_output_tokens"];

    public override ChatReader NewReader() => new Reader();

    protected override void WriteMembers(Utf8JsonWriter json, ChatPrompt prompt)
    {
        json.WriteBoolean("store", false);
        if (prompt.System is { } system)
            json.WriteString("instructions", system);
        WriteMessages(json, "input", prompt.Messages);
    }

    private sealed class Reader() : ChatReader(new OpenAiResponsesResponseReader())
    {
        protected override void ReadEvent(JsonValue json)
        {
            json.Get("type"u8, out var type, "response"u8, out var response);
            var kind = type.Text;
            if (kind.Is("response.output_text.delta"u8) || kind.Is("response.refusal.delta"u8))
                Say(json["delta"u8]);
            else if (kind.Is("response.completed"u8) || kind.Is("response.incomplete"u8) || kind.Is("response.failed"u8))
                ReadFinal(response);
        }

        protected override void ReadBody(JsonValue json) => ReadFinal(json);

        private void ReadFinal(JsonValue response)
        {
            response.Get("output"u8, out var output, "status"u8, out var status);
            var (isUntold, calls, refuses) = (!HasText, false, false);
            foreach (var item in output.Elements())
            {
                item.Get("type"u8, out var type, "content"u8, out var content);
                calls |= type.Text.Is("function_call"u8) || type.Text.Is("custom_tool_call"u8);
                foreach (var part in content.Elements())
                {
                    part.Get("text"u8, out var text, "refusal"u8, out var refusal);
                    refuses |= refusal.IsString;
                    // Where the pieces were told it is known already.
                    if (!isUntold || !type.Text.Is("message"u8))
                        continue;
                    Say(text);
                    Say(refusal);
                }
            }

            End(response["incomplete_details"u8]["reason"u8]);
            Finish ??= refuses ? FinishReason.ContentFilter : calls ? FinishReason.ToolCalls : FinishReasons.Of(status.AsWord());
        }
    }
}
