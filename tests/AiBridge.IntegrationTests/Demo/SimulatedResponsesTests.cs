using System.Text.Json.Nodes;

namespace AiBridge.IntegrationTests.Demo;

public sealed class SimulatedResponsesTests(DemoClient client) : IClassFixture<DemoClient>
{
    private const string Path = "/v1/responses";
    private const string Person = """{"role":"user","content":[{"type":"input_text","text":"Say hello"}]}""";
    private const string ToolResult = """{"type":"function_call_output","call_id":"call_1","output":"hello from the demo"}""";

    [Fact]
    public async Task A_first_turn_reasons_speaks_and_calls_the_shell()
    {
        var answer = await client.AskAsync(Path, Request(Person));

        Types(answer).Should().Equal("reasoning", "message", "function_call");
        Text(answer["output"]![1]!["phase"]).Should().Be("commentary");
        Text(answer["output"]![2]!["name"]).Should().Be("exec_command");
        Text(answer["output"]![2]!["arguments"]).Should().Be("""{"cmd":"echo hello from the demo"}""");
        answer["usage"]!.ToJsonString().Should().Be(
            """{"input_tokens":15859,"input_tokens_details":{"cached_tokens":13993},"output_tokens":118,"output_tokens_details":{"reasoning_tokens":41},"total_tokens":15977}""");
    }

    [Fact]
    public async Task The_stream_is_numbered_and_tells_the_same_answer_in_pieces()
    {
        var events = await client.StreamAsync(Path, Request(Person, ",\"stream\":true"));

        events.Should().OnlyContain(e => e.Name == Text(e.Data["type"]));
        events.Select(e => (int)e.Data["sequence_number"]!).Should().Equal(Enumerable.Range(0, events.Count));
        Joined(events, "response.reasoning_summary_text.delta").Should().StartWith("The person wants");
        Joined(events, "response.output_text.delta").Should().StartWith("I will run");
        Joined(events, "response.function_call_arguments.delta").Should().Be("""{"cmd":"echo hello from the demo"}""");
        Types(events[0].Data["response"]!).Should().BeEmpty();
        events[^1].Name.Should().Be("response.completed");
        Types(events[^1].Data["response"]!).Should().Equal("reasoning", "message", "function_call");
    }

    [Fact]
    public async Task A_closed_item_of_the_stream_is_the_item_of_the_answer()
    {
        var events = await client.StreamAsync(Path, Request(Person, ",\"stream\":true"));

        var closed = events.Where(e => e.Name == "response.output_item.done").Select(e => e.Data["item"]!.ToJsonString());
        closed.Should().Equal(events[^1].Data["response"]!["output"]!.AsArray().Select(item => item!.ToJsonString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task A_tool_result_is_answered_with_a_final_text(string stream)
    {
        var request = Request($"{Person},{ToolResult}", stream);

        var answer = stream.Length > 0
            ? (await client.StreamAsync(Path, request))[^1].Data["response"]!
            : await client.AskAsync(Path, request);

        Types(answer).Should().Equal("message");
        Text(answer["output"]![0]!["phase"]).Should().Be("final_answer");
        Text(answer["output"]![0]!["content"]![0]!["text"]).Should().Contain("\"hello from the demo\"");
    }

    [Fact]
    public async Task Tools_in_an_input_item_are_called_with_a_script()
    {
        var events = await client.StreamAsync(Path, DemoClient.Fixture("codex-scripted-turn1"));

        var call = events[^1].Data["response"]!["output"]![2]!;
        Text(call["type"]).Should().Be("custom_tool_call");
        Text(call["name"]).Should().Be("exec");
        Text(call["input"]).Should().Contain("tools.exec_command({ cmd: \"echo hello from the demo\" })");
        Joined(events, "response.custom_tool_call_input.delta").Should().Be(Text(call["input"]));
    }

    [Fact]
    public async Task The_built_in_shell_is_called_by_an_item_of_its_own()
    {
        var answer = await client.AskAsync(Path, """{"model":"m","input":"hi","tools":[{"type":"local_shell"}]}""");

        var call = answer["output"]![2]!;
        Text(call["type"]).Should().Be("local_shell_call");
        call["action"]!["command"]!.ToJsonString().Should().Be("""["bash","-lc","echo hello from the demo"]""");
    }

    [Fact]
    public async Task Without_tools_the_answer_is_a_text()
    {
        Types(await client.AskAsync(Path, """{"model":"m","input":"hi"}""")).Should().Equal("message");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"input":"x"}""")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"model":"m","input":[]}""")]
    public async Task Wrong_input_gets_OpenAIs_400(string body)
    {
        using var response = await client.SendAsync(HttpMethod.Post, Path, body);

        ((int)response.StatusCode).Should().Be(400);
        Text(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]).Should().Be("invalid_request_error");
    }

    private static string Request(string input, string more = "") => $$$"""
        {"model":"gpt-demo","input":[{{{input}}}]{{{more}}},
         "tools":[{"type":"function","name":"exec_command","parameters":{"properties":{"cmd":{"type":"string"}},"required":["cmd"]}}]}
        """;

    private static string? Text(JsonNode? node) => (string?)node;

    private static IEnumerable<string?> Types(JsonNode response) => response["output"]!.AsArray().Select(item => Text(item!["type"]));

    private static string Joined(List<(string? Name, JsonNode Data)> events, string name) =>
        string.Concat(events.Where(e => e.Name == name).Select(e => Text(e.Data["delta"])));
}
