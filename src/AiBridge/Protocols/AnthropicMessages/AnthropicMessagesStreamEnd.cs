namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Ping and error event of the Messages API (https://docs.anthropic.com/en/api/messages-streaming).</summary>
internal static class AnthropicMessagesStreamEnd
{
    public static ReadOnlyMemory<byte> Ping { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public static byte[] Write(StreamEnd end) => SseEventText.Write("error"u8, json =>
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        // The one error in a stream after which clients ask again: Claude Code gives up at every other, api_error and timeout_error too.
        json.WriteString("type", "overloaded_error");
        json.WriteString("message", end.Message);
        json.WriteEndObject();
    });
}
