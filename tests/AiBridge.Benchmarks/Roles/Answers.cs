using System.Text;

namespace AiBridge.Benchmarks.Roles;

/// <summary>The fixed bytes the upstream answers, in the shape of the messages API.</summary>
internal static class Answers
{
    public const int Deltas = 200;

    private const string Start = """{"type":"message_start","message":{"id":"msg_bench_0001","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":1200,"cache_creation_input_tokens":0,"cache_read_input_tokens":900,"output_tokens":1}}}""";
    private const string Delta = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" the next few words\n"}}""";
    private const string End = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":800}}""";

    public static byte[] Blocking { get; } = """{"id":"msg_bench_0001","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Done: the test passes."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1200,"cache_creation_input_tokens":0,"cache_read_input_tokens":900,"output_tokens":8}}"""u8.ToArray();

    public static byte[][] Events { get; } =
    [
        Event("message_start", Start),
        Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        .. Enumerable.Repeat(Event("content_block_delta", Delta), Deltas),
        Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Event("message_delta", End),
        Event("message_stop", """{"type":"message_stop"}"""),
    ];

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");
}
