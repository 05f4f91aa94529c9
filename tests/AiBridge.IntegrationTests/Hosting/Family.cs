using System.Text.Json;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>One protocol's stream, cut where an upstream may die: in the middle of a tool call.</summary>
/// <param name="Name">For the names of tests.</param>
/// <param name="Path">The bridged route.</param>
/// <param name="Request">Its body.</param>
/// <param name="Begin">Whole events, into a tool call.</param>
/// <param name="Half">The beginning of the next event.</param>
/// <param name="Rest">What follows <see cref="Half"/>, to the terminal event.</param>
/// <param name="Ping">What keeps the stream alive.</param>
public sealed record Family(string Name, string Path, string Request, string Begin, string Half, string Rest, string Ping)
{
    public static Family Anthropic { get; } = new(
        "anthropic",
        Traffic.Messages,
        Traffic.AnthropicRequest,
        Event("message_start", """{"type":"message_start","message":{"id":"msg_d1","usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7}}}""")
        + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_d1","name":"Read","input":{}}}""")
        + Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"file\":"}}"""),
        """event: content_block_delta""" + "\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"HALF""",
        """.cs\"}"}}""" + "\n\n"
        + Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
        + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}""")
        + Event("message_stop", """{"type":"message_stop"}"""),
        "event: ping\ndata: {\"type\": \"ping\"}\n\n");

    public static Family Responses { get; } = new(
        "responses",
        Traffic.Responses,
        """{"model":"gpt-test","stream":true,"input":"hello"}""",
        Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_d1","status":"in_progress","output":[]}}""")
        + Event("response.output_item.added", """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_d1","name":"shell","arguments":""}}""")
        + Event("response.function_call_arguments.delta", """{"type":"response.function_call_arguments.delta","sequence_number":2,"output_index":0,"delta":"{\"cmd\":"}"""),
        """event: response.function_call_arguments.delta""" + "\n" + """data: {"type":"response.function_call_arguments.delta","sequence_number":3,"output_index":0,"delta":"\"HALF""",
        """ls\"}"}""" + "\n\n"
        + Event("response.completed", """{"type":"response.completed","sequence_number":4,"response":{"id":"resp_d1","status":"completed","output":[],"usage":{"input_tokens":3,"output_tokens":9}}}"""),
        ": keep-alive\n\n");

    public static Family Chat { get; } = new(
        "chat",
        Traffic.Chat,
        """{"model":"gpt-test","stream":true,"messages":[{"role":"user","content":"hello"}]}""",
        Event("", """{"id":"chatcmpl-d1","choices":[{"index":0,"delta":{"role":"assistant"}}]}""")
        + Event("", """{"id":"chatcmpl-d1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_d1","function":{"name":"shell","arguments":"{\"cmd\":"}}]}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"""),
        """data: {"id":"chatcmpl-d1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"HALF""",
        """ls\"}"}}]}}]}""" + "\n\ndata: [DONE]\n\n",
        ": keep-alive\n\n");

    public static TheoryData<Family> All => [Anthropic, Responses, Chat];

    public static TheoryData<Family, Wire> OnEveryWire
    {
        get
        {
            var every = new TheoryData<Family, Wire>();
            foreach (var wire in Enum.GetValues<Wire>())
            {
                every.Add(Anthropic, wire);
                every.Add(Responses, wire);
                every.Add(Chat, wire);
            }

            return every;
        }
    }

    /// <summary>The family of a bridged route, by its end.</summary>
    public static Family OfPath(string path) =>
        path.EndsWith("/messages", StringComparison.Ordinal) ? Anthropic : path.EndsWith("/responses", StringComparison.Ordinal) ? Responses : Chat;

    public override string ToString() => Name;

    /// <summary>The error inside the end that the bridge wrote; fails when it is no such end.</summary>
    public JsonElement ErrorOf(string end)
    {
        var (name, data) = Parse(end);
        switch (Name)
        {
            case "anthropic":
                name.Should().Be("error");
                data.GetProperty("type").GetString().Should().Be("error");
                return data.GetProperty("error");
            case "responses":
                name.Should().Be("response.failed");
                data.GetProperty("type").GetString().Should().Be("response.failed");
                data.GetProperty("sequence_number").GetInt32().Should().Be(3);
                var response = data.GetProperty("response");
                response.GetProperty("id").GetString().Should().Be("resp_d1");
                response.GetProperty("object").GetString().Should().Be("response");
                response.GetProperty("status").GetString().Should().Be("failed");
                response.GetProperty("model").GetString().Should().Be("gpt-test");
                return response.GetProperty("error");
            default:
                name.Should().BeEmpty();
                end.Should().NotContain("[DONE]");
                return data.GetProperty("error");
        }
    }

    private static (string Name, JsonElement Data) Parse(string end)
    {
        end.Should().EndWith("\n\n");
        var lines = end.TrimEnd('\n').Split('\n');
        lines.Length.Should().BeLessThanOrEqualTo(2, "the end is one event");
        lines[^1].Should().StartWith("data: ");
        return (lines.Length == 2 ? lines[0]["event: ".Length..] : "", JsonDocument.Parse(lines[^1]["data: ".Length..]).RootElement);
    }

    private static string Event(string name, string data) => (name.Length > 0 ? $"event: {name}\n" : "") + $"data: {data}\n\n";
}
