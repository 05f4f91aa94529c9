using System.Text;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols;

/// <summary>The events with pieces of the answer's text, which are known by their ends, beside those that only look alike.</summary>
public sealed class WordsTests
{
    private readonly ResponseReader _reader = KnownProtocol.AnthropicMessages.Wire().NewResponseReader();

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}""")]
    [InlineData("""{"type":"content_block_delta","index":12,"delta":{"type":"text_delta","text":"}}\"{ "}      }""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""")]
    [InlineData("""{ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "a" } }""")]
    [InlineData("""{"index":0,"delta":{"text":"a","type":"text_delta"},"type":"content_block_delta"}""")]
    public void Words_are_content_in_any_spelling(string data)
    {
        Read(data).Should().Be(EventMeaning.Content);
        _reader.Facts.UnknownEvents.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}x""")]
    [InlineData("""{"type":"content_block_delta","index":"0,"delta":{"type":"text_delta","text":"a"}}""")]
    [InlineData("""{"type":"content_block_delta","index":""")]
    public void What_is_cut_or_broken_says_nothing(string data)
    {
        Read(data).Should().Be(EventMeaning.Preamble);
        _reader.Facts.UnknownEvents.Should().Be(1);
    }

    [Fact]
    public void A_tool_s_input_is_no_words()
    {
        Read("""{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}}""");
        Read("""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"text\":\"a\"}"}}""");
        Read("""{"type":"content_block_stop","index":1}""");

        _reader.Facts.ToolUses.Single().Input.Should().Be("""{"text":"a"}""");
    }

    private EventMeaning Read(string data) => _reader.OnEvent("content_block_delta"u8, Encoding.UTF8.GetBytes(data));
}
