using System.Security.Cryptography;
using System.Text;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Small texts of the three protocols, for tests that are not about their facts.</summary>
internal static class Traffic
{
    public const string Messages = "/anthropic/v1/messages";
    public const string Chat = "/openai/v1/chat/completions";
    public const string Responses = "/openai/v1/responses";

    public const string AnthropicRequest = """{"model":"claude-test","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    public const string AnthropicAnswer = """{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}""";

    public const string AnthropicStream =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_s1","type":"message","role":"assistant","model":"claude-test","content":[],"usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"héllo 👋"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    public const string ChatRequest = """{"model":"gpt-test","messages":[{"role":"user","content":"hello"}]}""";

    public const string ChatAnswer = """{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-test","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";

    /// <summary>The id the bridge gave the interception of this response.</summary>
    public static string InterceptionId(this HttpResponseMessage response) => response.Headers.GetValues("X-AiBridge-Interception-Id").Single();

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>An agent's body of about this size: a long history of short escaped lines.</summary>
    public static string BodyOf(int bytes)
    {
        var text = new StringBuilder("""{"model":"claude-test","max_tokens":64,"messages":[{"role":"user","content":[""");
        var line = 0;
        while (text.Length < bytes - 80)
        {
            text.Append("""{"type":"text","text":"line """).Append(line++).Append(""" of \"code\"\n\tthat goes on < and on"},""");
        }

        return text.Append("""{"type":"text","text":"the question"}]}]}""").ToString();
    }
}
