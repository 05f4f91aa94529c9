using AiBridge.Protocols.Chats;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>Anthropic's Messages API (https://docs.anthropic.com/en/api/messages).</summary>
internal sealed class AnthropicMessagesProtocol() : WireProtocol("anthropic_messages")
{
    public static WireProtocol Instance { get; } = new AnthropicMessagesProtocol();

    protected override StreamFraming[] Framings { get; } = [new AnthropicMessagesFraming()];

    public override bool StoresResponses => false;

    public override bool TryReadRequest(ReadOnlySpan<char> path, ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts) =>
        AnthropicMessagesRequestReader.TryRead(body, reading, out facts);

    public override void ReadOpening(ReadOnlySpan<byte> body, OpeningText take) => AnthropicMessagesRequestReader.ReadOpening(body, take);

    public override ChatTranslation Chat => AnthropicMessagesChat.Instance;

    public override ResponseReader NewResponseReader() => new AnthropicMessagesResponseReader();

    public override int? StatusOf(ResponseError error) =>
        error.Says("overloaded_error") ? 529
        : error.Says("rate_limit_error") ? 429
        : error.Says("api_error") ? 500
        : null;

    /// <summary>The event is its own envelope.</summary>
    public override byte[] WriteError(ReadOnlySpan<byte> frame, int status) => frame.ToArray();

    public override ProbeRequest WriteProbe(string path, string model, string outputLimit) => ProbeText.OfMessages(path, model, "max_tokens");
}
