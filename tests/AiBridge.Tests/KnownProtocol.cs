using AiBridge.Protocols;
using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;
using AiBridge.Providers;

namespace AiBridge.Tests;

/// <summary>The wire protocols by name: a test's attributes take no objects.</summary>
internal enum KnownProtocol
{
    AnthropicMessages,
    OpenAiChat,
    OpenAiResponses,
}

internal static class KnownProtocols
{
    /// <summary>Every protocol that a provider type has a route of.</summary>
    public static WireProtocol[] All { get; } = [.. ProviderTypes.All.SelectMany(type => type.Routes).Select(route => route.Protocol).OfType<WireProtocol>().Distinct()];

    public static WireProtocol Wire(this KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages => AnthropicMessagesProtocol.Instance,
        KnownProtocol.OpenAiChat => OpenAiChatProtocol.Instance,
        KnownProtocol.OpenAiResponses => OpenAiResponsesProtocol.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>Its one way to stream.</summary>
    public static StreamFraming Framing(this WireProtocol protocol) => protocol.FramingOf("text/event-stream")!;

    /// <summary>Reads a request that no known client has made.</summary>
    public static bool TryReadRequest(this WireProtocol protocol, ReadOnlySpan<byte> body, out RequestFacts facts) =>
        protocol.TryReadRequest("", body, new RequestReading(ScaffoldingTable.Unknown), out facts);
}
