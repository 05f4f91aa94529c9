using System.Text.Json.Nodes;

namespace AiBridge.IntegrationTests.Demo;

public sealed class SimulatedMessagesTests(DemoClient client) : IClassFixture<DemoClient>
{
    private const string Path = "/v1/messages";
    private const string Bash = """{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}""";
    private const string Person = """{"role":"user","content":"Say hello"}""";
    private const string ToolResult = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"hello from the demo\n"}]}]}""";

    [Fact]
    public async Task A_first_turn_thinks_speaks_and_calls_the_shell()
    {
        var answer = await client.AskAsync(Path, Request(Person));

        Types(answer["content"]!).Should().Equal("thinking", "text", "tool_use");
        Text(answer["stop_reason"]).Should().Be("tool_use");
        Text(answer["content"]![0]!["signature"]).Should().NotBeEmpty();
        Text(answer["content"]![2]!["name"]).Should().Be("Bash");
        answer["content"]![2]!["input"]!.ToJsonString().Should().Be("""{"command":"echo hello from the demo"}""");
    }

    [Fact]
    public async Task The_stream_tells_the_same_answer_in_pieces()
    {
        var events = await client.StreamAsync(Path, Request(Person, "true"));

        events.Should().OnlyContain(e => e.Name == Text(e.Data["type"]));
        events[0].Name.Should().Be("message_start");
        events[^1].Name.Should().Be("message_stop");
        Types(events, "content_block_start", "content_block").Should().Equal("thinking", "text", "tool_use");
        Joined(events, "thinking").Should().StartWith("The person wants");
        Joined(events, "signature").Should().NotBeEmpty();
        Joined(events, "text").Should().StartWith("I will run");
        Joined(events, "partial_json").Should().Be("""{"command":"echo hello from the demo"}""");
    }

    [Fact]
    public async Task Usage_counts_cached_tokens_beside_the_others_and_its_delta_is_the_total()
    {
        var events = await client.StreamAsync(Path, Request(Person, "true"));

        var start = events[0].Data["message"]!["usage"]!;
        var total = events.Single(e => e.Name == "message_delta").Data["usage"]!;
        ((int)start["output_tokens"]!).Should().Be(1);
        ((int)total["output_tokens"]!).Should().Be(118);
        ((int)total["input_tokens"]!).Should().Be(4);
        ((int)total["cache_read_input_tokens"]!).Should().Be(13993);
        ((int)total["cache_creation_input_tokens"]!).Should().Be(1862);
        total["cache_creation"]!.ToJsonString().Should().Be("""{"ephemeral_5m_input_tokens":1840,"ephemeral_1h_input_tokens":22}""");
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_tool_result_is_answered_with_a_final_text(string stream)
    {
        var request = Request($"{Person},{ToolResult}", stream);

        var said = stream == "true"
            ? Joined(await client.StreamAsync(Path, request), "text")
            : Text((await client.AskAsync(Path, request))["content"]!.AsArray().Single()!["text"]);

        said.Should().Contain("\"hello from the demo\"");
    }

    [Fact]
    public async Task A_new_question_after_a_finished_loop_starts_another()
    {
        var answer = await client.AskAsync(Path, Request($"{Person},{ToolResult},{Person}"));

        Text(answer["stop_reason"]).Should().Be("tool_use");
    }

    [Fact]
    public async Task Without_tools_the_answer_is_a_text()
    {
        var answer = await client.AskAsync(Path, $$"""{"model":"m","max_tokens":9,"messages":[{{Person}}]}""");

        Types(answer["content"]!).Should().Equal("text");
        Text(answer["stop_reason"]).Should().Be("end_turn");
    }

    [Fact]
    public async Task A_demanded_title_is_given_in_its_schema()
    {
        var events = await client.StreamAsync(Path, DemoClient.Fixture("claude-title"));

        Joined(events, "text").Should().Be("""{"title":"Run the demo command, please"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"model\":")]
    [InlineData("""{"model":"m","model":"n","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""")]
    public async Task Wrong_input_gets_Anthropics_400(string body)
    {
        using var response = await client.SendAsync(HttpMethod.Post, Path, body);

        ((int)response.StatusCode).Should().Be(400);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Text(error["type"]).Should().Be("error");
        Text(error["error"]!["type"]).Should().Be("invalid_request_error");
    }

    [Fact]
    public async Task Odd_shapes_inside_the_request_are_no_fault_of_the_server()
    {
        var answer = await client.AskAsync(Path, """{"model":"m","max_tokens":1,"messages":[1,"x",null,{"role":"user","content":[2,null,{"type":"image"}]}],"tools":[3,{"name":4}],"system":7}""");

        Types(answer["content"]!).Should().Equal("text");
    }

    private static string Request(string messages, string stream = "false") =>
        $$"""{"model":"claude-demo","max_tokens":100,"stream":{{stream}},"tools":[{{Bash}}],"messages":[{{messages}}]}""";

    private static string? Text(JsonNode? node) => (string?)node;

    private static IEnumerable<string?> Types(JsonNode content) => content.AsArray().Select(block => Text(block!["type"]));

    private static IEnumerable<string?> Types(List<(string? Name, JsonNode Data)> events, string name, string field) =>
        events.Where(e => e.Name == name).Select(e => Text(e.Data[field]!["type"]));

    private static string Joined(List<(string? Name, JsonNode Data)> events, string field) =>
        string.Concat(events.Where(e => e.Name == "content_block_delta").Select(e => Text(e.Data["delta"]![field])));
}
