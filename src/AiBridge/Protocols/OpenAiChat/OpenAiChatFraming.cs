using AiBridge.Protocols.Sse;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>Keep-alive and error of a chat completions stream: an error object where a chunk would stand, and no <c>[DONE]</c>.</summary>
internal sealed class OpenAiChatFraming : SseFraming
{
    public override ReadOnlyMemory<byte> Ping { get; } = ": keep-alive\n\n"u8.ToArray();

    public override bool CutsBehindEnd => true;

    public override byte[] WriteEnd(StreamEnd end) => SseEventText.Write([], json =>
    {
        json.WriteStartObject("error");
        json.WriteString("message", end.Message);
        json.WriteString("type", "server_error");
        json.WriteNull("param");
        json.WriteString("code", end.Cause == StreamEndCause.Shutdown ? "service_unavailable" : "server_error");
        json.WriteEndObject();
    });
}
