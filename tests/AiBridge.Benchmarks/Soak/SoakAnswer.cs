
namespace AiBridge.Benchmarks.Soak;

/// <summary>A whole answer in the protocol's own form; every piece of text names the request it is for.</summary>
internal static class SoakAnswer
{
    /// <summary>The events of a stream, or a blocking body in two halves.</summary>
    public static List<string> Pieces(SoakCase request)
    {
        if (request.Streaming)
            return [.. Events(request)];
        var body = Blocking(request);
        return [body[..(body.Length / 2)], body[(body.Length / 2)..]];
    }

    /// <summary>An error that comes as an event.</summary>
    public static string ErrorEvent(SoakProtocol protocol) => protocol switch
    {
        SoakProtocol.AnthropicMessages => Event("error", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
        SoakProtocol.OpenAiResponses => Event("response.failed", """{"type":"response.failed","sequence_number":1,"response":{"id":"resp_soak","object":"response","status":"failed","error":{"code":"server_is_overloaded","message":"Overloaded"},"output":[]}}"""),
        _ => "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded\",\"param\":null,\"code\":\"overloaded\"}}\n\n",
    };

    private static IEnumerable<string> Events(SoakCase request) => request.Protocol switch
    {
        SoakProtocol.AnthropicMessages => Messages(request),
        SoakProtocol.OpenAiResponses => Responses(request),
        _ => Chat(request),
    };

    private static IEnumerable<string> Messages(SoakCase request)
    {
        yield return Event("message_start", $$$$"""{"type":"message_start","message":{"id":"msg_{{{{request.Number}}}}","type":"message","role":"assistant","content":[],"usage":{"input_tokens":12,"output_tokens":1}}}""");
        yield return Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        foreach (var text in Texts(request))
            yield return Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""");
        yield return Event("content_block_stop", """{"type":"content_block_stop","index":0}""");
        yield return Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":80}}""");
        yield return Event("message_stop", """{"type":"message_stop"}""");
    }

    private static IEnumerable<string> Responses(SoakCase request)
    {
        yield return Event("response.created", $$$"""{"type":"response.created","sequence_number":0,"response":{"id":"resp_{{{request.Number}}}","object":"response","status":"in_progress","output":[]}}""");
        foreach (var text in Texts(request))
            yield return Event("response.output_text.delta", $$"""{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"{{text}}"}""");
        yield return Event("response.completed", $$$$"""{"type":"response.completed","response":{"id":"resp_{{{{request.Number}}}}","object":"response","status":"completed","output":[],"usage":{"input_tokens":12,"output_tokens":80}}}""");
    }

    private static IEnumerable<string> Chat(SoakCase request)
    {
        foreach (var text in Texts(request))
            yield return $$$"""data: {"id":"chatcmpl-{{{request.Number}}}","choices":[{"index":0,"delta":{"content":"{{{text}}}"}}]}""" + "\n\n";
        yield return $$$"""data: {"id":"chatcmpl-{{{request.Number}}}","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":80}}""" + "\n\n";
        yield return "data: [DONE]\n\n";
    }

    private static string Blocking(SoakCase request)
    {
        var text = string.Concat(Texts(request));
        return request.Protocol switch
        {
            SoakProtocol.AnthropicMessages => $$$$"""{"id":"msg_{{{{request.Number}}}}","type":"message","role":"assistant","content":[{"type":"text","text":"{{{{text}}}}"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":80}}""",
            SoakProtocol.OpenAiResponses => $$$"""{"id":"resp_{{{request.Number}}}","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"{{{text}}}"}]}],"usage":{"input_tokens":12,"output_tokens":80}}""",
            _ => $$$"""{"id":"chatcmpl-{{{request.Number}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":80}}""",
        };
    }

    private static IEnumerable<string> Texts(SoakCase request)
    {
        var filler = new string('x', request.DeltaBytes);
        return Enumerable.Range(0, request.Deltas).Select(number => $"answer {request.Number}.{number} {filler}");
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";
}
