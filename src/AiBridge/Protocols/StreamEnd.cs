using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;

namespace AiBridge.Protocols;

/// <summary>Why a stream is ended in the upstream's stead.</summary>
internal enum StreamEndCause
{
    /// <summary>The upstream broke off, or ended without its terminal event.</summary>
    Died,

    /// <summary>The upstream sent nothing for too long.</summary>
    Silent,

    /// <summary>The process is stopping.</summary>
    Shutdown,
}

/// <summary>The end of a stream that has none of its own.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">Words for the person in front of the agent.</param>
/// <param name="ResponseId">The response's id; made up when the upstream gave none.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="StartedAt">When the response was asked for.</param>
/// <param name="LastSequence">The last <c>sequence_number</c> of a Responses stream; null when there was none.</param>
internal sealed record StreamEnd(StreamEndCause Cause, string Message, string ResponseId, string Model, DateTimeOffset StartedAt, long? LastSequence);

/// <summary>What may be put between and behind the events of a stream, in each protocol's own words.</summary>
internal static class StreamEnds
{
    /// <summary>Bytes that keep a silent stream alive at an event boundary and say nothing.</summary>
    public static ReadOnlyMemory<byte> Ping(WireProtocol protocol) => protocol switch
    {
        WireProtocol.AnthropicMessages => AnthropicMessagesStreamEnd.Ping,
        WireProtocol.OpenAiChat => OpenAiChatStreamEnd.Ping,
        _ => OpenAiResponsesStreamEnd.Ping,
    };

    /// <summary>The event from which the protocol's clients understand that the stream has failed.</summary>
    public static byte[] Write(WireProtocol protocol, StreamEnd end) => protocol switch
    {
        WireProtocol.AnthropicMessages => AnthropicMessagesStreamEnd.Write(end),
        WireProtocol.OpenAiChat => OpenAiChatStreamEnd.Write(end),
        _ => OpenAiResponsesStreamEnd.Write(end),
    };

    /// <summary>Whether the connection is cut behind the end: a chat client takes a clean close for a whole answer.</summary>
    public static bool CutsBehind(WireProtocol protocol) => protocol == WireProtocol.OpenAiChat;
}
