using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;

namespace AiBridge.Protocols;

/// <summary>The readers of each wire protocol.</summary>
internal static class ProtocolReaders
{
    /// <summary>Reads the facts of a request; false when the body is not one whole JSON object. Never throws.</summary>
    /// <param name="protocol">The route's.</param>
    /// <param name="body">The request body, decoded.</param>
    /// <param name="facts">What was found.</param>
    /// <param name="scaffolding">The client's; of one that is not known when null.</param>
    public static bool TryReadRequest(WireProtocol protocol, ReadOnlySpan<byte> body, out RequestFacts facts, PromptScaffolding? scaffolding = null)
    {
        scaffolding ??= ScaffoldingTable.Unknown;
        return protocol switch
        {
            WireProtocol.AnthropicMessages => AnthropicMessagesRequestReader.TryRead(body, scaffolding, out facts),
            WireProtocol.OpenAiChat => OpenAiChatRequestReader.TryRead(body, scaffolding, out facts),
            _ => OpenAiResponsesRequestReader.TryRead(body, scaffolding, out facts),
        };
    }

    /// <summary>A new reader for one response.</summary>
    public static ResponseReader ResponseReader(WireProtocol protocol) => protocol switch
    {
        WireProtocol.AnthropicMessages => new AnthropicMessagesResponseReader(),
        WireProtocol.OpenAiChat => new OpenAiChatResponseReader(),
        _ => new OpenAiResponsesResponseReader(),
    };
}
