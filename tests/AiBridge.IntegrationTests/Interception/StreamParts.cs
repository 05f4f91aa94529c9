namespace AiBridge.IntegrationTests.Interception;

/// <summary>The parts that the rows of <c>stream-ends.txt</c> are made of, in each protocol's words.</summary>
internal static class StreamParts
{
    private const string Foreign = "data: {\"code\":1302,\"msg\":\"too fast\"}\n\n";

    private const string Noise = "\u0001 no field at all\n\n";

    private static readonly Dictionary<string, string> Messages = new()
    {
        ["begin"] = Event("message_start", """{"type":"message_start","message":{"id":"msg_p","type":"message","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        ["text"] = Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hällo"}}"""),
        ["reason"] = Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}"""),
        ["none"] = Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":9}}"""),
        ["empty"] = Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":""},"usage":{"output_tokens":9}}"""),
        ["again"] = Event("ping", """{"type":"ping"}"""),
        ["usage"] = Event("message_delta", """{"type":"message_delta","delta":{},"usage":{"output_tokens":9}}"""),
        ["foreign"] = Foreign,
        ["noise"] = Noise,
        ["half"] = "event: message_stop\ndata: {\"type\":",
        ["stop"] = Event("message_stop", """{"type":"message_stop"}"""),
    };

    private static readonly Dictionary<string, string> Chat = new()
    {
        ["begin"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":null}]}"""),
        ["text"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{"content":"hällo"},"finish_reason":null}]}"""),
        ["reason"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""),
        ["none"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{},"finish_reason":null}]}"""),
        ["empty"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{"content":" "},"finish_reason":""}]}"""),
        ["word"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{"content":" "},"finish_reason":"null"}]}"""),
        ["again"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":0,"delta":{},"finish_reason":null,"content_filter_results":{}}]}"""),
        ["second"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":1,"delta":{"content":"or"},"finish_reason":null}]}"""),
        ["second-reason"] = Event("", """{"id":"chatcmpl-p","choices":[{"index":1,"delta":{},"finish_reason":"length"}]}"""),
        ["usage"] = Event("", """{"id":"chatcmpl-p","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":9}}"""),
        ["foreign"] = Foreign,
        ["noise"] = Noise,
        ["half"] = "data: {\"id\":\"chatcmpl-p\",\"usage\":",
        ["stop"] = Event("", "[DONE]"),
    };

    private static readonly Dictionary<string, string> Responses = new()
    {
        ["begin"] = Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_p","status":"in_progress","output":[]}}"""),
        ["text"] = Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":1,"output_index":0,"delta":"hällo"}"""),
        ["reason"] = Event("response.output_item.done", """{"type":"response.output_item.done","sequence_number":2,"output_index":0,"item":{"type":"message","id":"msg_p","status":"completed","content":[]}}"""),
        ["usage"] = "",
        ["foreign"] = Foreign,
        ["noise"] = Noise,
        ["half"] = "event: response.completed\ndata: {\"type\":",
        ["stop"] = Event("response.completed", """{"type":"response.completed","sequence_number":3,"response":{"id":"resp_p","status":"completed","output":[],"usage":{"input_tokens":3,"output_tokens":9}}}"""),
    };

    public static string Of(char protocol, IEnumerable<string> names)
    {
        var parts = protocol switch { 'm' => Messages, 'c' => Chat, _ => Responses };
        return names.Aggregate("", (text, name) => name == "open" ? text.TrimEnd('\n') : text + parts[name]);
    }

    private static string Event(string name, string data) => (name.Length > 0 ? $"event: {name}\n" : "") + $"data: {data}\n\n";
}
