using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>One shape for every protocol: what is asked, what is answered, what is recorded.</summary>
public sealed class ChatAnswerTests
{
    private const string Key = "sk-own-planted-key-000000000001";

    [Theory]
    [MemberData(nameof(ChatDialect.All), MemberType = typeof(ChatDialect))]
    public async Task Streamed_and_whole_give_the_same_text_finish_reason_and_usage(ChatDialect dialect)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(dialect.Type, Key);
        dialect.Prepare(fixture.Own);
        fixture.Own.Expect(Answers.Json, dialect.Whole);
        fixture.Own.Expect(Answers.EventStream, dialect.Stream);

        var whole = await user.AskAsync();
        var events = await user.StreamAsync();

        whole.GetProperty("content").GetString().Should().Be(ChatDialect.Text);
        string.Concat(events.Where(one => one.Name == "delta").Select(one => one.Data.GetProperty("text").GetString())).Should().Be(ChatDialect.Text);
        events.Count(one => one.Name == "delta").Should().BeGreaterThanOrEqualTo(1);
        events[^1].Name.Should().Be("done");
        var done = events[^1].Data.GetRawText();
        done.Should().Be($$$"""{"finishReason":"stop","usage":{"inputTokens":11,"outputTokens":7,"cacheReadInputTokens":3,"cacheWriteInputTokens":{{{(dialect.Type == "anthropic" ? 2 : 0)}}}}}""");
        (whole.GetProperty("finishReason").GetString(), whole.GetProperty("usage").GetRawText()).Should().Be(("stop", events[^1].Data.GetProperty("usage").GetRawText()));
        (whole.GetProperty("provider").GetString(), whole.GetProperty("model").GetString()).Should().Be((dialect.Type, "real-model"));
        fixture.Own.Verify();
        fixture.Own.Received.Select(call => call.Target).Skip(fixture.Own.Received.Count - 2).Should().AllBe(dialect.Target);
        var record = await fixture.Bridge.InterceptionAsync(whole.GetProperty("id").GetString()!);
        record.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(11);
        (Word(record, "client"), Word(record, "providerName"), Word(record, "provider"), Word(record, "model"), Word(record, "status"), Word(record, "initiatorId")[..4])
            .Should().Be(("chat", "ai-config", dialect.Type, "own-model", "completed", "tok_"));
        record.GetProperty("prompts")[0].GetProperty("text").GetString().Should().Be("hello");
    }

    [Theory]
    [MemberData(nameof(ChatDialect.Usual), MemberType = typeof(ChatDialect))]
    public async Task What_is_asked_is_said_in_the_protocols_own_way(ChatDialect dialect)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureAsync(new { provider = dialect.Type, model = "own-model", maxTokens = 55, apiKey = Key, baseUrl = fixture.Own.Address + (dialect.Type == "anthropic" ? "" : "/v1"), headers = new Dictionary<string, string> { ["x-team"] = "red" } });
        fixture.Own.Always(Answers.Text(Answers.Json, dialect.Whole));

        await user.SendAsync(new
        {
            system = "be brief",
            messages = new object[] { new { role = "system", content = "and kind" }, new { role = "user", content = "<é>\n1" }, new { role = "assistant", content = "a" }, new { role = "user", content = "2" } },
            temperature = 0.5,
        });
        await user.SendAsync(new { messages = new[] { new { role = "user", content = "x" } }, model = "asked", maxTokens = 9 });

        var (first, second) = (fixture.Own.Received[0], fixture.Own.Received[1]);
        Encoding.UTF8.GetString(first.Body).Should().Be(dialect.Type == "anthropic"
            ? """{"model":"own-model","max_tokens":55,"temperature":0.5,"stream":false,"system":"be brief\n\nand kind","messages":[{"role":"user","content":"<é>\n1"},{"role":"assistant","content":"a"},{"role":"user","content":"2"}]}"""
            : """{"model":"own-model","max_completion_tokens":55,"temperature":0.5,"stream":false,"messages":[{"role":"system","content":"be brief"},{"role":"system","content":"and kind"},{"role":"user","content":"<é>\n1"},{"role":"assistant","content":"a"},{"role":"user","content":"2"}]}""");
        Encoding.UTF8.GetString(second.Body).Should().Contain("\"model\":\"asked\"").And.Contain("tokens\":9,");
        first.Headers["x-team"].Should().Be("red");
        first.Headers[dialect.Type == "anthropic" ? "x-api-key" : "authorization"].Should().Be(dialect.Type == "anthropic" ? Key : $"Bearer {Key}");
        first.Headers.ContainsKey("anthropic-version").Should().Be(dialect.Type == "anthropic");
        string.Join(' ', first.Headers.Values).Should().NotContain("aib_");
    }

    [Theory]
    [MemberData(nameof(ChatDialect.Usual), MemberType = typeof(ChatDialect))]
    public async Task Empty_text_with_length_is_an_answer_and_usage_that_never_came_is_null(ChatDialect dialect)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(dialect.Type, Key);
        fixture.Own.Expect(Answers.Json, dialect.Type == "anthropic"
            ? """{"id":"msg_1","type":"message","content":[],"stop_reason":"max_tokens"}"""
            : """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"length"}]}""");
        fixture.Own.Expect(Answers.EventStream, dialect.Type == "anthropic"
            ? "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
            : "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n");

        var whole = await user.AskAsync();
        var events = await user.StreamAsync();

        whole.GetProperty("content").GetString().Should().BeEmpty();
        (whole.GetProperty("finishReason").GetString(), whole.GetProperty("usage").ValueKind).Should().Be(("length", JsonValueKind.Null));
        events.Should().ContainSingle().Which.Data.GetRawText().Should().Be("""{"finishReason":"length","usage":null}""");
    }

    [Fact]
    public async Task An_answer_comes_whatever_form_was_asked_for()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);
        fixture.Own.Expect(Answers.Json, ChatDialect.Chat.Whole);
        fixture.Own.Expect(Answers.EventStream, ChatDialect.Chat.Stream);

        var events = await user.StreamAsync();
        var whole = await user.AskAsync();

        events.Select(one => one.Name).Should().Equal("delta", "done");
        events[0].Data.GetProperty("text").GetString().Should().Be(ChatDialect.Text);
        whole.GetProperty("content").GetString().Should().Be(ChatDialect.Text);
    }

    [Fact]
    public async Task A_stream_comes_piece_by_piece()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        var held = fixture.Server.ExpectHeld(first: ChatDialect.Anthropic.Stream[..ChatDialect.Anthropic.Stream.IndexOf("event: ping", StringComparison.Ordinal)]);
        using var request = fixture.Bridge.Post(ChatUser.ChatPath, """{"messages":[{"role":"user","content":"hi"}],"stream":true}""", user.Token);

        using var response = await fixture.Bridge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync()).Should().Be("event: delta");
        JsonDocument.Parse((await reader.ReadLineAsync())!["data: ".Length..]).RootElement.GetProperty("text").GetString().Should().Be("héllo 👋");
        response.Headers.GetValues("X-Accel-Buffering").Should().Equal("no");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        Guid.TryParse(response.InterceptionId(), out _).Should().BeTrue();
        held.Send(ChatDialect.Anthropic.Stream[ChatDialect.Anthropic.Stream.IndexOf("event: ping", StringComparison.Ordinal)..]);
        held.End();
        (await reader.ReadToEndAsync()).Should().Contain("event: done");
    }

    [Fact]
    public async Task Twenty_callers_who_leave_end_twenty_calls_of_the_upstream()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        var held = Enumerable.Range(0, 20).Select(_ => fixture.Server.ExpectHeld(first: ChatDialect.Anthropic.Stream[..ChatDialect.Anthropic.Stream.IndexOf("event: ping", StringComparison.Ordinal)])).ToList();
        using var client = new HttpClient { BaseAddress = new Uri(fixture.Bridge.Address) };
        using var leave = new CancellationTokenSource();
        var streams = held.Select(_ => client.SendAsync(fixture.Bridge.Post(ChatUser.ChatPath, """{"messages":[{"role":"user","content":"hi"}],"stream":true}""", user.Token), HttpCompletionOption.ResponseHeadersRead)).ToList();
        foreach (var stream in streams)
        {
            var body = await (await stream).Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[8]);
        }

        foreach (var stream in streams)
            (await stream).Dispose();
        client.CancelPendingRequests();

        await Task.WhenAll(held.Select(one => one.Closed)).WaitAsync(TimeSpan.FromSeconds(10));
        var records = await fixture.Bridge.InterceptionsAsync();
        while (records.EnumerateArray().Any(record => Word(record, "status") == "in_progress"))
            records = await fixture.Bridge.InterceptionsAsync();
        records.EnumerateArray().Select(record => Word(record, "status")).Should().HaveCount(20).And.AllBe("cancelled");
    }

    [Theory]
    [InlineData("openai", "max_completion_tokens", "max_tokens")]
    [InlineData("custom", "max_tokens", "max_completion_tokens")]
    public async Task A_refusal_that_names_the_bound_is_repeated_once_the_other_way_and_remembered(string type, string first, string other)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(type, Key);
        fixture.Own.Expect(Answers.Json, $$$"""{"error":{"message":"Unsupported parameter: '{{{first}}}' is not supported with this model.","type":"invalid_request_error","param":"{{{first}}}","code":"unsupported_parameter"}}""", status: 400);
        fixture.Own.Expect(Answers.Json, ChatDialect.Chat.Whole);
        fixture.Own.Expect(Answers.Json, ChatDialect.Chat.Whole);

        await user.AskAsync();
        await user.AskAsync();

        fixture.Own.Verify();
        fixture.Own.Received.Select(Members).Should().Equal(first, other, other);

        string Members(ReceivedRequest call) => string.Join(',', JsonDocument.Parse(call.Body).RootElement.EnumerateObject().Select(member => member.Name).Where(name => name.StartsWith("max", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_takes_no_stream_options_is_asked_without_and_never_again_with()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("custom", Key);
        fixture.Own.Expect(Answers.Json, """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""", status: 422);
        fixture.Own.Expect(Answers.EventStream, ChatDialect.Chat.Stream);
        fixture.Own.Expect(Answers.EventStream, ChatDialect.Chat.Stream);

        (await user.StreamAsync())[^1].Name.Should().Be("done");
        (await user.StreamAsync())[^1].Name.Should().Be("done");

        fixture.Own.Verify();
        fixture.Own.Received.Select(call => Encoding.UTF8.GetString(call.Body).Contains("\"stream_options\":{\"include_usage\":true}", StringComparison.Ordinal)).Should().Equal(true, false, false);
    }

    [Fact]
    public async Task A_refusal_is_repeated_no_more_than_once_for_the_same_reason()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);
        const string Refusal = """{"error":{"message":"Could not finish the message because max_tokens, max_completion_tokens or model output limit was reached.","type":"invalid_request_error"}}""";
        fixture.Own.Expect(Answers.Json, Refusal, status: 400);
        fixture.Own.Expect(Answers.Json, Refusal, status: 400);

        (await user.RefusedAsync(HttpStatusCode.BadRequest, "bad_request")).GetProperty("detail").GetString().Should().StartWith("Could not finish");

        fixture.Own.Verify();
    }

    private static string Word(JsonElement record, string name) => record.GetProperty(name).GetString()!;
}
