using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Protocols.Bounds;

/// <summary>The facts of an answer that names what it likes.</summary>
internal static class AnswerOf
{
    /// <summary>An event of a stream, or a part of one, with one tool call.</summary>
    public static string Call(KnownProtocol protocol, int number, string id, string name, string input = "") => protocol switch
    {
        KnownProtocol.AnthropicMessages =>
            Event($$$"""{"type":"content_block_start","index":{{{number}}},"content_block":{"type":"mcp_tool_use","id":"{{{id}}}","name":"{{{name}}}","server_name":"{{{name}}}","input":"{{{input}}}"}}""")
            + Event($$"""{"type":"content_block_stop","index":{{number}}}"""),
        KnownProtocol.OpenAiChat => Event($$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{{ChatCall(number, id, name, input)}}}]}}]}"""),
        _ => Event($$$"""{"type":"response.output_item.done","output_index":{{{number}}},"item":{{{Item(id, name, input)}}}}"""),
    };

    /// <summary>One event, or one body in a protocol that has no such event, with many tool calls.</summary>
    public static string Calls(KnownProtocol protocol, int count) => protocol switch
    {
        KnownProtocol.AnthropicMessages => string.Concat(Enumerable.Range(0, count).Select(number => Call(protocol, number, $"t{number}", "Read"))),
        KnownProtocol.OpenAiChat => Event("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + string.Join(',', Enumerable.Range(0, count).Select(number => ChatCall(number, $"t{number}", "Read", ""))) + "]}}]}"),
        _ => Event("{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[" + string.Join(',', Enumerable.Range(0, count).Select(number => Item($"t{number}", "Read", ""))) + "]}}"),
    };

    /// <summary>An event with reasoning that is whole behind it.</summary>
    public static string Thought(KnownProtocol protocol, int number, string words) => protocol switch
    {
        KnownProtocol.AnthropicMessages =>
            Event($$$"""{"type":"content_block_start","index":{{{number}}},"content_block":{"type":"thinking","thinking":"{{{words}}}"}}""") + Event($$"""{"type":"content_block_stop","index":{{number}}}"""),
        KnownProtocol.OpenAiChat =>
            Event($$$"""{"choices":[{"index":0,"delta":{"reasoning_content":"{{{words}}}"}}]}""") + Event("""{"choices":[{"index":0,"delta":{"content":"x"}}]}"""),
        _ => Event($$"""{"type":"response.reasoning_summary_text.done","output_index":{{number}},"summary_index":0,"text":"{{words}}"}"""),
    };

    /// <summary>The event that says which response and model it is.</summary>
    public static string Head(KnownProtocol protocol, string id, string model) => protocol switch
    {
        KnownProtocol.AnthropicMessages => Event($$$$"""{"type":"message_start","message":{"id":"{{{{id}}}}","model":"{{{{model}}}}","usage":{"service_tier":"{{{{model}}}}"}}}"""),
        KnownProtocol.OpenAiChat => Event($$"""{"id":"{{id}}","model":"{{model}}","service_tier":"{{model}}","choices":[]}"""),
        _ => Event($$$"""{"type":"response.created","response":{"id":"{{{id}}}","model":"{{{model}}}","service_tier":"{{{model}}}"}}"""),
    };

    public static ResponseFacts Facts(this KnownProtocol protocol, params IEnumerable<string> events)
    {
        var reader = protocol.Wire().NewResponseReader();
        using var parser = new SseParser(reader);
        foreach (var piece in events)
            parser.Feed(Encoding.UTF8.GetBytes(piece));
        parser.End();
        return reader.Facts;
    }

    private static string Event(string data) => $"data: {data}\n\n";

    private static string ChatCall(int number, string id, string name, string input) =>
        $$$"""{"index":{{{number}}},"id":"{{{id}}}","function":{"name":"{{{name}}}","arguments":"{{{input}}}"}}""";

    private static string Item(string id, string name, string input) =>
        $$"""{"type":"mcp_call","id":"i{{id}}","call_id":"{{id}}","name":"{{name}}","server_label":"{{name}}","arguments":"{{input}}"}""";
}
