using System.Text;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Protocols;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(nameof(KnownProtocol.AnthropicMessages), "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\\nlo\"}}\n\n")]
    [InlineData(nameof(KnownProtocol.OpenAiChat), "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\\nlo\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n")]
    [InlineData(nameof(KnownProtocol.OpenAiResponses), "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"Hel\\nlo\"}\n\n")]
    [InlineData(nameof(KnownProtocol.OpenAiResponses), "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"Hel\\nlo\"}\n\n")]
    public void Text_delta_allocates_nothing_whole_or_cut(string protocol, string text)
    {
        var chunk = Encoding.UTF8.GetBytes(text);
        using var parser = new SseParser(Enum.Parse<KnownProtocol>(protocol).Wire().NewResponseReader());
        Feed(parser, chunk, 200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(parser, chunk, 200);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Long_history_costs_no_memory()
    {
        var turn = """{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Read","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"lines\n of \"text\""}]},""";
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"messages\":[" + string.Concat(Enumerable.Repeat(turn, 5_000)) + "{\"role\":\"user\",\"content\":\"go on\"}]}");
        for (var warm = 0; warm < 3; warm++)
            KnownProtocol.AnthropicMessages.Wire().TryReadRequest(body, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        KnownProtocol.AnthropicMessages.Wire().TryReadRequest(body, out var facts);

        // 10,000 messages: one small object for each would already be a hundred times as much.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16_384);
        facts.Prompt.Should().Be("go on");
        facts.LastToolResultId.Should().Be("t");
    }

    [Theory]
    [InlineData("you are\\n", "you are\n")]
    [InlineData("\\u00e9", "é")]
    [InlineData("\\ud83d\\ude00", "😀")]
    public void Long_system_text_costs_no_more_than_its_head(string sent, string meant)
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\",\"system\":[{\"type\":\"text\",\"text\":\"" + string.Concat(Enumerable.Repeat(sent, 100_000)) + "\"}]}");
        KnownProtocol.AnthropicMessages.Wire().TryReadRequest(body, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        KnownProtocol.AnthropicMessages.Wire().TryReadRequest(body, out var facts);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16_384);
        facts.SystemText.Should().Be(string.Concat(Enumerable.Repeat(meant, 400))[..400]);
    }

    private static void Feed(SseParser parser, byte[] chunk, int times)
    {
        for (var i = 0; i < times; i++)
        {
            parser.Feed(chunk);
            parser.Feed(chunk.AsSpan(0, chunk.Length / 2));
            parser.Feed(chunk.AsSpan(chunk.Length / 2));
        }
    }
}
