using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>Models number their tool calls anew in each conversation; two persons' conversations stay apart all the same.</summary>
public sealed class RepeatedCallIdTests
{
    private const string CallId = "list_dir:0";

    [Theory]
    [InlineData("messages", false)]
    [InlineData("messages", true)]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("responses", false)]
    [InlineData("responses", true)]
    public async Task Two_persons_with_one_call_id_have_a_thread_and_a_session_each(string protocol, bool streaming)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Always(Answers.Text(streaming ? "text/event-stream" : "application/json", ToolCalls.Answer(protocol, CallId, streaming), 200));
        var (ada, bob) = (await TokenAsync(bridge, "ada"), await TokenAsync(bridge, "bob"));

        var first = await SendAsync(bridge, ToolCalls.Ask(protocol, "list the folder", streaming), protocol, ada);
        var other = await SendAsync(bridge, ToolCalls.Ask(protocol, "list the folder", streaming), protocol, bob);
        var second = await SendAsync(bridge, ToolCalls.Answered(protocol, "list the folder", CallId, streaming), protocol, ada);
        var otherSecond = await SendAsync(bridge, ToolCalls.Answered(protocol, "list the folder", CallId, streaming), protocol, bob);

        Parent(second).Should().Be(Id(first));
        Parent(otherSecond).Should().Be(Id(other));
        Session(second).Should().Be(Session(first)).And.NotBe(Session(otherSecond));
        Session(otherSecond).Should().Be(Session(other));
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task Two_conversations_of_one_person_without_a_session_are_told_apart_by_how_they_begin(string protocol)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Always(Answers.Text("application/json", ToolCalls.Answer(protocol, CallId, streaming: false), 200));

        var first = await SendAsync(bridge, ToolCalls.Ask(protocol, "list the folder", false), protocol);
        var other = await SendAsync(bridge, ToolCalls.Ask(protocol, "list the archive", false), protocol);
        var second = await SendAsync(bridge, ToolCalls.Answered(protocol, "list the folder", CallId, false), protocol);
        var otherSecond = await SendAsync(bridge, ToolCalls.Answered(protocol, "list the archive", CallId, false), protocol);
        var stranger = await SendAsync(bridge, ToolCalls.Answered(protocol, "list the attic", CallId, false), protocol);

        Parent(second).Should().Be(Id(first));
        Parent(otherSecond).Should().Be(Id(other));
        Parent(stranger).Should().BeNull("two conversations could be meant, and it begins like neither");
    }

    [Fact]
    public async Task A_request_that_goes_on_from_a_stored_response_is_linked_to_it()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect("application/json", ToolCalls.Answer("responses", CallId, streaming: false, "resp_a"));
        upstream.Expect("application/json", ToolCalls.Answer("responses", CallId, streaming: false, "resp_b"));
        upstream.Always(Answers.Text("application/json", ToolCalls.Answer("responses", "list_dir:1", streaming: false, "resp_c"), 200));
        var first = await SendAsync(bridge, ToolCalls.Ask("responses", "list the folder", false), "responses");
        await SendAsync(bridge, ToolCalls.Ask("responses", "list the folder", false), "responses");

        var second = await SendAsync(
            bridge, $$"""{"model":"model-a","previous_response_id":"resp_a","input":[{"type":"function_call_output","call_id":"{{CallId}}","output":"a.cs"}]}""", "responses");

        Parent(second).Should().Be(Id(first));
    }

    [Theory]
    [InlineData("prompt_cache_key")]
    [InlineData("session header")]
    public async Task Two_persons_with_one_session_id_have_a_session_each(string way)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Always(Answers.Text("application/json", ToolCalls.Answer("chat", CallId, streaming: false), 200));
        var tokens = new[] { await TokenAsync(bridge, "ada"), await TokenAsync(bridge, "bob"), await TokenAsync(bridge, "ada") };
        var body = way == "prompt_cache_key"
            ? """{"model":"model-a","prompt_cache_key":"shared","messages":[{"role":"user","content":"hello"}]}"""
            : """{"model":"model-a","messages":[{"role":"user","content":"hello"}]}""";
        var calls = new List<JsonElement>();
        foreach (var token in tokens)
            calls.Add(await SendAsync(bridge, body, "chat", token, way == "session header" ? "shared" : null));

        var sessions = (await GetAsync(bridge, "/api/v1/sessions", HttpStatusCode.OK)).GetProperty("items").EnumerateArray().ToArray();

        sessions.Select(session => $"{session.GetProperty("sessionId")} {session.GetProperty("initiatorName")} {session.GetProperty("totals").GetProperty("requests")}")
            .Should().BeEquivalentTo("shared ada 2", "shared bob 1");
        var unclear = await GetAsync(bridge, "/api/v1/sessions/shared", HttpStatusCode.Conflict);
        unclear.GetProperty("code").GetString().Should().Be("ambiguous");
        unclear.GetProperty("parameter").GetString().Should().Be("initiatorId");
        foreach (var session in sessions)
        {
            var own = await GetAsync(bridge, $"/api/v1/sessions/shared?initiatorId={session.GetProperty("initiatorId").GetString()}", HttpStatusCode.OK);
            own.GetProperty("initiatorName").GetString().Should().Be(session.GetProperty("initiatorName").GetString());
            own.GetProperty("items").EnumerateArray().Select(call => call.GetProperty("initiatorName").GetString()).Should().AllBe(session.GetProperty("initiatorName").GetString());
        }
    }

    private static async Task<string> TokenAsync(Bridge bridge, string actor) =>
        (await bridge.IssueAsync(new NewToken("prj_default", "laptop", ["bridge:Invoke"], actor))).Secret.Reveal();

    private static async Task<JsonElement> SendAsync(Bridge bridge, string body, string protocol, string? token = null, string? session = null)
    {
        var path = protocol switch { "messages" => Traffic.Messages, "chat" => Traffic.Chat, _ => Traffic.Responses };
        using var request = bridge.Post(path, body, token);
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("user-agent", "opencode/1.18.33");
            request.Headers.TryAddWithoutValidation("x-session-id", session);
        }

        using var response = await bridge.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
        return await bridge.InterceptionAsync(response.InterceptionId());
    }

    private static async Task<JsonElement> GetAsync(Bridge bridge, string path, HttpStatusCode status)
    {
        using var response = await bridge.SendAsync(bridge.Get(path, bridge.AdminToken));
        response.StatusCode.Should().Be(status);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static string? Id(JsonElement call) => call.GetProperty("id").GetString();

    private static string? Parent(JsonElement call) => call.GetProperty("threadParentId").GetString();

    private static string? Session(JsonElement call) => call.GetProperty("sessionId").GetString();
}
