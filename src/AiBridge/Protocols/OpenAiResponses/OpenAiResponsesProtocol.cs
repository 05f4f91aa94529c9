using AiBridge.Protocols.Chats;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>OpenAI's Responses (https://platform.openai.com/docs/api-reference/responses).</summary>
internal sealed class OpenAiResponsesProtocol() : WireProtocol("openai_responses")
{
    public static WireProtocol Instance { get; } = new OpenAiResponsesProtocol();

    protected override StreamFraming[] Framings { get; } = [new OpenAiResponsesFraming()];

    public override bool StoresResponses => true;

    public override bool TryReadRequest(ReadOnlySpan<char> path, ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts) =>
        OpenAiResponsesRequestReader.TryRead(body, reading, out facts);

    public override void ReadOpening(ReadOnlySpan<byte> body, OpeningText take) => OpenAiResponsesRequestReader.ReadOpening(body, take);

    public override ChatTranslation Chat => OpenAiResponsesChat.Instance;

    public override ResponseReader NewResponseReader() => new OpenAiResponsesResponseReader();

    public override int? StatusOf(ResponseError error) =>
        error.Says("server_is_overloaded") || error.Says("slow_down") ? 503
        : error.Says("rate_limit_exceeded") ? 429
        : error.Says("server_error") ? 500
        : null;

    public override byte[] WriteError(ReadOnlySpan<byte> frame, int status) => OpenAiResponsesErrors.Envelope(frame, status);

    public override ProbeRequest WriteProbe(string path, string model, string outputLimit) => ProbeText.Of(path, json =>
    {
        json.WriteString("model", model);
        // Fewer are refused.
        json.WriteNumber("max_output_tokens", 16);
        json.WriteString("input", ProbeText.Words);
    });
}
