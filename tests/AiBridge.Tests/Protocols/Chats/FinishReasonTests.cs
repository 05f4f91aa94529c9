using System.Text;
using AiBridge.Exchanges;
using AiBridge.Protocols.Chats;
using AiBridge.Providers;

namespace AiBridge.Tests.Protocols.Chats;

/// <summary>The words of each family, in answers of each, streamed and whole.</summary>
public sealed class FinishReasonTests
{
    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("pause_turn", "other")]
    [InlineData("invented_tomorrow", "other")]
    public void Of_anthropic_messages(string word, string reason)
    {
        Whole("anthropic_messages", $$"""{"type":"message","content":[],"stop_reason":"{{word}}"}""").Should().Be(reason);
        Streamed("anthropic_messages", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{word}}}"}}""", """{"type":"message_stop"}""").Should().Be(reason);
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("guardrail_intervened", "content_filter")]
    [InlineData("model_length", "length")]
    [InlineData("error", "error")]
    [InlineData("invented_tomorrow", "other")]
    public void Of_chat_completions(string word, string reason)
    {
        Whole("openai_chat_completions", $$"""{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"{{word}}"}]}""").Should().Be(reason);
        Streamed("openai_chat_completions", $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{word}}"}]}""", """{"choices":[],"usage":{}}""", "[DONE]").Should().Be(reason);
    }

    [Fact]
    public void A_refusal_is_one_whatever_the_reason_says()
    {
        Whole("openai_chat_completions", """{"choices":[{"index":0,"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}""").Should().Be("content_filter");
        Streamed("openai_chat_completions", """{"choices":[{"index":0,"delta":{"refusal":"No."}}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]").Should().Be("content_filter");
        Whole("openai_responses", """{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}""").Should().Be("content_filter");
    }

    [Theory]
    [InlineData("completed", "", "", "stop")]
    [InlineData("completed", "", """{"type":"function_call","call_id":"c","name":"n","arguments":"{}"}""", "tool_calls")]
    [InlineData("incomplete", "max_output_tokens", "", "length")]
    [InlineData("incomplete", "content_filter", "", "content_filter")]
    [InlineData("incomplete", "invented_tomorrow", "", "other")]
    [InlineData("failed", "", "", "error")]
    [InlineData("invented_tomorrow", "", "", "other")]
    public void Of_responses(string status, string why, string item, string reason)
    {
        var response = $$"""{"id":"r","status":"{{status}}","output":[{{item}}]{{(why.Length > 0 ? $$""","incomplete_details":{"reason":"{{why}}"}""" : "")}}}""";

        Whole("openai_responses", response).Should().Be(reason);
        if (status is "completed" or "incomplete" or "failed")
            Streamed("openai_responses", $$"""{"type":"response.{{status}}","response":{{response}}}""").Should().Be(reason);
    }

    [Theory]
    [InlineData("openai_chat_completions", """{"choices":[{"index":1,"message":{"content":"second"}},{"index":0,"message":{"content":[{"type":"text","text":"fir"},{"type":"text","text":"st"}]}}]}""", "first")]
    [InlineData("anthropic_messages", """{"type":"message","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"n","input":{"text":"no"}},{"type":"text","text":"b"}]}""", "ab")]
    [InlineData("openai_responses", """{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"},{"type":"output_text","text":"b"}]},{"type":"reasoning","content":[{"type":"reasoning_text","text":"no"}]}]}""", "ab")]
    public void The_text_is_the_answers_alone(string protocol, string body, string text)
    {
        var reader = Reader(protocol);
        reader.OnBody(Encoding.UTF8.GetBytes(body));
        reader.TakeText().Should().Be(text);
        reader.TakeText().Should().BeEmpty();
    }

    private static string Whole(string protocol, string body)
    {
        var reader = Reader(protocol);
        reader.OnBody(Encoding.UTF8.GetBytes(body));
        return EnumWord.Of(reader.Finish!.Value);
    }

    private static string Streamed(string protocol, params string[] events)
    {
        var reader = Reader(protocol);
        foreach (var data in events)
            reader.OnEvent([], Encoding.UTF8.GetBytes(data));
        reader.IsEnded.Should().BeTrue();
        return EnumWord.Of(reader.Finish!.Value);
    }

    private static ChatReader Reader(string protocol) =>
        ProviderTypes.All.SelectMany(type => type.ChatRoutes).Select(route => route.Protocol!).First(known => known.Name == protocol).Chat!.NewReader();
}
