namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Ping and error event of the Messages API (https://docs.anthropic.com/en/api/messages-streaming).</summary>
internal static class AnthropicMessagesStreamEnd
{
    public static ReadOnlyMemory<byte> Ping { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public static byte[] Write(StreamEnd end) => SseEventText.Write("error"u8, json =>
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", end.Cause switch
        {
            StreamEndCause.Silent => "timeout_error",
            // The one error after which every client tries again a little later.
            StreamEndCause.Shutdown => "overloaded_error",
            _ => "api_error",
        });
        json.WriteString("message", end.Message);
        json.WriteEndObject();
    });
}
