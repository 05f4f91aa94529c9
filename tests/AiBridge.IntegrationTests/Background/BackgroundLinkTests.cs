using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Background;

/// <summary>A call that only the poll has told is answered by a later request: that one goes on from the response's interception.</summary>
public sealed class BackgroundLinkTests
{
    private const string Result = """{"type":"function_call","call_id":"call_1","name":"read","arguments":"{}"},{"type":"function_call_output","call_id":"call_1","output":"x"}""";

    [Theory]
    [InlineData("\"prompt_cache_key\":\"key-1\",", null)]
    [InlineData("", "codex_cli_rs/0.171.0")]
    [InlineData("", null)]
    public async Task It_is_found_whatever_the_poll_says_of_its_client(string member, string? agent)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, BackgroundResponses.Queued);
        var begun = await AskAsync(bridge, $$"""{"model":"gpt-test",{{member}}"background":true,"input":[{"role":"user","content":"hello"}]}""", agent);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        await bridge.PollAsync();
        upstream.Expect(Answers.Json, BackgroundResponses.Queued.Replace("resp_b1", "resp_b2", StringComparison.Ordinal));

        var answer = await AskAsync(bridge, $$"""{"model":"gpt-test",{{member}}"input":[{"role":"user","content":"hello"},{{Result}}]}""", agent);

        answer.GetProperty("threadParentId").GetString().Should().Be(begun.GetProperty("id").GetString());
        answer.GetProperty("sessionId").GetString().Should().Be(begun.GetProperty("sessionId").GetString());
    }

    [Fact]
    public async Task Not_to_another_persons()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        await bridge.BeginAsync(upstream);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        await bridge.PollAsync();
        upstream.Expect(Answers.Json, BackgroundResponses.Queued.Replace("resp_b1", "resp_b2", StringComparison.Ordinal));

        var answer = await AskAsync(bridge, $$"""{"model":"gpt-test","input":[{"role":"user","content":"hello"},{{Result}}]}""", null, bridge.AdminToken);

        answer.GetProperty("threadParentId").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_calls_of_a_stream_left_halfway_keep_their_place_when_the_poll_tells_them_again()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var events = $$$"""
            event: response.created
            data: {"type":"response.created","response":{{{BackgroundResponses.Running}}}}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"read","arguments":"{}"}}


            """;
        var held = upstream.ExpectHeld(first: events);
        string id;
        using (var response = await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","background":true,"stream":true,"input":[{"role":"user","content":"hello"}]}"""), HttpCompletionOption.ResponseHeadersRead))
        {
            id = response.InterceptionId();
            await using var body = await response.Content.ReadAsStreamAsync();
            (await body.ReadAtLeastAsync(new byte[events.Length], events.Length)).Should().Be(events.Length);
        }

        await held.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.Is(async () => (await bridge.InterceptionAsync(id)).GetProperty("status").GetString() == "cancelled");
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        await bridge.PollAsync();
        upstream.Expect(Answers.Json, BackgroundResponses.Queued.Replace("resp_b1", "resp_b2", StringComparison.Ordinal));

        var answer = await AskAsync(bridge, $$"""{"model":"gpt-test","input":[{"role":"user","content":"hello"},{{Result}}]}""", null);

        answer.GetProperty("threadParentId").GetString().Should().Be(id);
    }

    private static async Task<JsonElement> AskAsync(Bridge bridge, string body, string? agent, string? token = null)
    {
        var request = bridge.Post(Traffic.Responses, body, token);
        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
            request.Headers.TryAddWithoutValidation("session-id", "0199-session");
        }

        using var response = await bridge.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await bridge.InterceptionAsync(response.InterceptionId());
    }
}
