using AiBridge.Protocols.Chats;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat), which most others speak as well.</summary>
internal sealed class OpenAiChatProtocol() : WireProtocol("openai_chat_completions")
{
    public static WireProtocol Instance { get; } = new OpenAiChatProtocol();

    protected override StreamFraming[] Framings { get; } = [new OpenAiChatFraming()];

    public override bool StoresResponses => false;

    public override bool TryReadRequest(ReadOnlySpan<char> path, ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts) =>
        OpenAiChatRequestReader.TryRead(body, reading, out facts);

    public override void ReadOpening(ReadOnlySpan<byte> body, OpeningText take) => OpenAiChatRequestReader.ReadOpening(body, take);

    public override ChatTranslation Chat => OpenAiChatTranslation.Instance;

    public override ResponseReader NewResponseReader() => new OpenAiChatResponseReader();

    public override int? StatusOf(ResponseError error) =>
        error.Class == ErrorClass.Overloaded ? 503
        : error.Says("rate_limit_exceeded") ? 429
        : error.Says("server_error") ? 500
        : null;

    /// <summary>The event is its own envelope.</summary>
    public override byte[] WriteError(ReadOnlySpan<byte> frame, int status) => frame.ToArray();

    public override ProbeRequest WriteProbe(string path, string model, string outputLimit) => ProbeText.OfMessages(path, model, outputLimit);
}
