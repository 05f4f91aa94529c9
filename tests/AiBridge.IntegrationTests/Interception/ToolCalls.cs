namespace AiBridge.IntegrationTests.Interception;

/// <summary>A tool's call and its answer in each protocol.</summary>
internal static class ToolCalls
{
    /// <summary>A conversation's first request.</summary>
    public static string Ask(string protocol, string words, bool streaming) => Request(protocol, streaming, $$"""{"role":"user","content":"{{words}}"}""");

    /// <summary>The request after it: the call and its result follow what was said.</summary>
    public static string Answered(string protocol, string words, string id, bool streaming) => Request(protocol, streaming, protocol switch
    {
        "messages" => $$$"""{"role":"user","content":"{{{words}}}"},{"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"list_dir","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"a.cs"}]}""",
        "chat" => $$$"""{"role":"user","content":"{{{words}}}"},{"role":"assistant","tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"list_dir","arguments":"{}"}}]},{"role":"tool","tool_call_id":"{{{id}}}","content":"a.cs"}""",
        _ => $$$"""{"role":"user","content":"{{{words}}}"},{"type":"function_call","call_id":"{{{id}}}","name":"list_dir","arguments":"{}"},{"type":"function_call_output","call_id":"{{{id}}}","output":"a.cs"}""",
    });

    /// <summary>The model's answer: one call.</summary>
    public static string Answer(string protocol, string id, bool streaming, string responseId = "resp_1") => (protocol, streaming) switch
    {
        ("messages", false) => $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"{{{id}}}","name":"list_dir","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}""",
        ("messages", true) => $$$$"""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"{{{{id}}}}","name":"list_dir","input":{}}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":1}}

            event: message_stop
            data: {"type":"message_stop"}


            """,
        ("chat", false) => $$$"""{"id":"chatcmpl-1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"list_dir","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""",
        ("chat", true) => $$$"""
            data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"list_dir","arguments":"{}"}}]}}]}

            data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """,
        (_, false) => $$$"""{"id":"{{{responseId}}}","object":"response","status":"completed","output":[{"type":"function_call","call_id":"{{{id}}}","name":"list_dir","arguments":"{}"}]}""",
        _ => $$$"""
            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"{{{id}}}","name":"list_dir","arguments":"{}"}}

            event: response.completed
            data: {"type":"response.completed","response":{"id":"{{{responseId}}}","status":"completed","output":[]}}


            """,
    };

    private static string Request(string protocol, bool streaming, string messages)
    {
        var stream = streaming ? "true" : "false";
        return protocol == "responses"
            ? $$"""{"model":"model-a","stream":{{stream}},"input":[{{messages}}]}"""
            : $$"""{"model":"model-a","max_tokens":9,"stream":{{stream}},"messages":[{{messages}}]}""";
    }
}
