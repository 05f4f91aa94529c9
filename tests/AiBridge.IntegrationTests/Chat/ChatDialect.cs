using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>The same answer in one protocol, whole and streamed.</summary>
/// <param name="Name">For the names of tests.</param>
/// <param name="Type">The provider type.</param>
/// <param name="Target">What the upstream is asked.</param>
/// <param name="Whole">The answer as one body.</param>
/// <param name="Stream">The same as events.</param>
public sealed record ChatDialect(string Name, string Type, string Target, string Whole, string Stream)
{
    public const string Text = "héllo 👋 \"you\"\nand more";

    private const string Json = "h\\u00e9llo 👋 \\\"you\\\"\\nand more";

    public static ChatDialect Anthropic { get; } = new(
        "anthropic",
        "anthropic",
        "/v1/messages",
        """{"id":"msg_1","type":"message","role":"assistant","model":"real-model","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"TEXT"}],"stop_reason":"end_turn","usage":{"input_tokens":11,"output_tokens":7,"cache_read_input_tokens":3,"cache_creation_input_tokens":2}}""".Replace("TEXT", Json),
        Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"real-model","content":[],"usage":{"input_tokens":11,"output_tokens":1,"cache_read_input_tokens":3,"cache_creation_input_tokens":2}}}""")
        + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""")
        + Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""")
        + Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
        + Event("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""")
        + Event("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"h\u00e9llo 👋"}}""")
        + Event("ping", """{"type":"ping"}""")
        + Event("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":" \"you\"\nand more"}}""")
        + Event("content_block_stop", """{"type":"content_block_stop","index":1}""")
        + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}""")
        + Event("message_stop", """{"type":"message_stop"}"""));

    public static ChatDialect Chat { get; } = new(
        "chat",
        "openai",
        "/v1/chat/completions",
        """{"id":"chatcmpl-1","object":"chat.completion","model":"real-model","choices":[{"index":0,"message":{"role":"assistant","content":"TEXT"},"finish_reason":"stop"}],"usage":{"prompt_tokens":14,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":3}}}""".Replace("TEXT", Json),
        Event("", """{"id":"chatcmpl-1","model":"real-model","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""")
        + Event("", """{"id":"chatcmpl-1","model":"real-model","choices":[{"index":0,"delta":{"content":"h\u00e9llo 👋"}}]}""")
        + Event("", """{"id":"chatcmpl-1","model":"real-model","choices":[{"index":0,"delta":{"content":" \"you\"\nand more"}}]}""")
        + Event("", """{"id":"chatcmpl-1","model":"real-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")
        + Event("", """{"id":"chatcmpl-1","model":"real-model","choices":[],"usage":{"prompt_tokens":14,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":3}}}""")
        + "data: [DONE]\n\n");

    /// <summary>Asked for where a model refuses the other.</summary>
    public static ChatDialect Responses { get; } = new(
        "responses",
        "openai",
        "/v1/responses",
        """{"id":"resp_1","object":"response","status":"completed","model":"real-model","output":[{"type":"reasoning","id":"rs_1","summary":[]},{"type":"message","id":"m_1","role":"assistant","content":[{"type":"output_text","text":"TEXT"}]}],"usage":{"input_tokens":14,"output_tokens":7,"input_tokens_details":{"cached_tokens":3}}}""".Replace("TEXT", Json),
        Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"real-model","output":[]}}""")
        + Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":1,"output_index":0,"content_index":0,"delta":"h\u00e9llo 👋"}""")
        + Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":2,"output_index":0,"content_index":0,"delta":" \"you\"\nand more"}""")
        + Event("response.completed", """{"type":"response.completed","sequence_number":3,"response":{"id":"resp_1","status":"completed","model":"real-model","output":[{"type":"message","id":"m_1","role":"assistant","content":[{"type":"output_text","text":"TEXT"}]}],"usage":{"input_tokens":14,"output_tokens":7,"input_tokens_details":{"cached_tokens":3}}}}""".Replace("TEXT", Json)));

    public static TheoryData<ChatDialect> All => [Anthropic, Chat, Responses];

    public static TheoryData<ChatDialect> Usual => [Anthropic, Chat];

    public override string ToString() => Name;

    /// <summary>Makes the chat speak it: for Responses a refusal goes before, once.</summary>
    internal void Prepare(FakeUpstream upstream)
    {
        if (ReferenceEquals(this, Responses))
            upstream.Expect(Answers.Json, """{"error":{"message":"This model is only supported in v1/responses and not in v1/chat/completions.","type":"invalid_request_error","param":"model","code":null}}""", status: 404);
    }

    private static string Event(string name, string data) => (name.Length > 0 ? $"event: {name}\n" : "") + $"data: {data}\n\n";
}
