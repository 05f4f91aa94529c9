using AiBridge.Protocols.Sse;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Ping and error event of the Messages API (https://docs.anthropic.com/en/api/messages-streaming).</summary>
internal sealed class AnthropicMessagesFraming : SseFraming
{
    public override ReadOnlyMemory<byte> Ping { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public override bool CutsBehindEnd => false;

    public override byte[] WriteEnd(StreamEnd end) => SseEventText.Write("error"u8, json =>
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        // Whatever the cause: the one error in a stream after which every client that can tries again (OpenCode gives up at others).
        json.WriteString("type", "overloaded_error");
        json.WriteString("message", end.Message);
        json.WriteEndObject();
    });
}
