using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;

namespace AiBridge.Protocols;

/// <summary>The readers of each wire protocol.</summary>
internal static class ProtocolReaders
{
    /// <summary>Reads the facts of a request; false when the body is not one whole JSON object. Never throws.</summary>
    public static bool TryReadRequest(WireProtocol protocol, ReadOnlySpan<byte> body, out RequestFacts facts) => protocol switch
    {
        WireProtocol.AnthropicMessages => AnthropicMessagesRequestReader.TryRead(body, out facts),
        WireProtocol.OpenAiChat => OpenAiChatRequestReader.TryRead(body, out facts),
        _ => OpenAiResponsesRequestReader.TryRead(body, out facts),
    };

    /// <summary>A new reader for one response.</summary>
    public static ResponseReader ResponseReader(WireProtocol protocol) => protocol switch
    {
        WireProtocol.AnthropicMessages => new AnthropicMessagesResponseReader(),
        WireProtocol.OpenAiChat => new OpenAiChatResponseReader(),
        _ => new OpenAiResponsesResponseReader(),
    };
}
