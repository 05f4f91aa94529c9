using System.Text.Json.Nodes;

namespace AiBridge.IntegrationTests.Demo;

public sealed class SimulatedChatTests(DemoClient client) : IClassFixture<DemoClient>
{
    private const string Path = "/v1/chat/completions";
    private const string Bash = """{"type":"function","function":{"name":"bash","parameters":{"properties":{"command":{"type":"string"}},"required":["command"]}}}""";
    private const string Person = """{"role":"user","content":"Say hello"}""";
    private const string ToolResult = """{"role":"tool","tool_call_id":"call_1","content":"hello from the demo"}""";
    private const string Arguments = """{"command":"echo hello from the demo"}""";

    [Fact]
    public async Task A_first_turn_reasons_speaks_and_calls_the_shell()
    {
        var choice = (await client.AskAsync(Path, Request(Person)))["choices"]![0]!;

        Text(choice["finish_reason"]).Should().Be("tool_calls");
        Text(choice["message"]!["reasoning_content"]).Should().NotBeEmpty();
        Text(choice["message"]!["content"]).Should().NotBeEmpty();
        var call = choice["message"]!["tool_calls"]!.AsArray().Single()!;
        Text(call["function"]!["name"]).Should().Be("bash");
        Text(call["function"]!["arguments"]).Should().Be(Arguments);
    }

    [Fact]
    public async Task The_stream_tells_the_same_answer_in_pieces_and_ends_with_done()
    {
        var events = await client.StreamAsync(Path, Request(Person, ",\"stream\":true"));

        Text(events[^1].Data).Should().Be("[DONE]");
        var deltas = Deltas(events);
        Text(deltas[0]["role"]).Should().Be("assistant");
        string.Concat(deltas.Select(delta => Text(delta["reasoning_content"]))).Should().StartWith("The person wants");
        string.Concat(deltas.Select(delta => Text(delta["content"]))).Should().StartWith("I will run");
        var calls = deltas.Select(delta => delta["tool_calls"]?[0]).OfType<JsonNode>().ToList();
        Text(calls[0]["id"]).Should().StartWith("call_");
        calls.Skip(1).Should().OnlyContain(call => call["id"] == null);
        string.Concat(calls.Select(call => Text(call["function"]!["arguments"]))).Should().Be(Arguments);
    }

    [Fact]
    public async Task A_stream_carries_usage_only_when_asked()
    {
        var without = await client.StreamAsync(Path, Request(Person, ",\"stream\":true"));
        var with = await client.StreamAsync(Path, Request(Person, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        without.SkipLast(1).Should().OnlyContain(e => e.Data["usage"] == null && e.Data["choices"]!.AsArray().Count == 1);
        var last = with[^2].Data;
        last["choices"]!.AsArray().Should().BeEmpty();
        ((int)last["usage"]!["prompt_tokens"]!).Should().Be(15859);
        ((int)last["usage"]!["prompt_tokens_details"]!["cached_tokens"]!).Should().Be(13993);
        ((int)last["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!).Should().Be(41);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task A_tool_result_is_answered_with_a_final_text(string stream)
    {
        var request = Request($"{Person},{ToolResult}", stream);

        var said = stream.Length > 0
            ? string.Concat(Deltas(await client.StreamAsync(Path, request)).Select(delta => Text(delta["content"])))
            : Text((await client.AskAsync(Path, request))["choices"]![0]!["message"]!["content"]);

        said.Should().Contain("\"hello from the demo\"");
    }

    [Fact]
    public async Task Tools_that_may_not_be_called_are_not()
    {
        var answer = await client.AskAsync(Path, Request(Person, ",\"tool_choice\":\"none\""));

        Text(answer["choices"]![0]!["finish_reason"]).Should().Be("stop");
    }

    [Fact]
    public async Task A_title_generator_gets_a_short_title()
    {
        var answer = await client.AskAsync(Path, DemoClient.Fixture("opencode-chat-title").Replace("\"stream\": true", "\"stream\": false", StringComparison.Ordinal));

        Text(answer["choices"]![0]!["message"]!["content"]).Should().Be("Run the demo command, please");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"m"}""")]
    public async Task Wrong_input_gets_OpenAIs_400(string body)
    {
        using var response = await client.SendAsync(HttpMethod.Post, Path, body);

        ((int)response.StatusCode).Should().Be(400);
        Text(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]).Should().Be("invalid_request_error");
    }

    private static string Request(string messages, string more = "") =>
        $$"""{"model":"gpt-demo","tools":[{{Bash}}],"messages":[{{messages}}]{{more}}}""";

    private static string? Text(JsonNode? node) => (string?)node;

    private static List<JsonNode> Deltas(List<(string? Name, JsonNode Data)> events) =>
        [.. events.SkipLast(1).SelectMany(e => e.Data["choices"]!.AsArray()).Select(choice => choice!["delta"]!)];
}
