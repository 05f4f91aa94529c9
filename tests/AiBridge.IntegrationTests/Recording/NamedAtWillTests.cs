using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Recording;

/// <summary>What clients and upstreams name reaches memory, journal and database no longer than it is kept.</summary>
public sealed class NamedAtWillTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_model_of_thirty_megabytes_is_one_of_256_characters_in_record_and_list()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var body = """{"model":"MODEL","messages":[{"role":"user","content":"hello"}]}""".Replace("MODEL", new string('m', 30 * Megabyte), StringComparison.Ordinal);
        var request = bridge.Post(Traffic.Messages, body);
        request.Headers.TryAddWithoutValidation("User-Agent", "claude-cli/" + new string('1', 1000));
        request.Headers.Add("X-Claude-Code-Session-Id", new string('s', 1000));

        using var response = await bridge.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received.Single().Body.Should().HaveCount(body.Length);
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("model").GetString().Should().Be(new string('m', 256) + "…");
        row.GetProperty("userAgent").GetString().Should().StartWith("claude-cli/111").And.HaveLength(257);
        row.GetProperty("clientSessionId").GetString().Should().Be(new string('s', 256) + "…");
        (await bridge.InterceptionsAsync()).GetRawText().Length.Should().BeLessThan(4096);
        JournalBytes(bridge).Should().BeLessThan(9 * Megabyte, "that is one segment");
    }

    [Fact]
    public async Task Calls_with_ids_of_any_length_are_linked_by_what_is_kept_of_them()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = "toolu_" + new string('i', 4 * Megabyte);
        upstream.Expect(Answers.EventStream, $$$$"""
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-test"}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"{{{{id}}}}","name":"Read","input":{}}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}

            data: {"type":"message_stop"}


            """);
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        using var first = await bridge.SendAsync(bridge.Post(Traffic.Messages, """{"model":"claude-test","stream":true,"messages":[{"role":"user","content":"hello"}]}"""));
        using var second = await bridge.SendAsync(bridge.Post(
            Traffic.Messages,
            $$"""{"model":"claude-test","messages":[{"role":"user","content":"hello"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{id}}"}]}]}"""));

        var kept = id[..256] + "…";
        (await bridge.InterceptionAsync(first.InterceptionId())).GetProperty("toolUsages")[0].GetProperty("toolCallId").GetString().Should().Be(kept);
        var answer = await bridge.InterceptionAsync(second.InterceptionId());
        answer.GetProperty("correlatingToolCallId").GetString().Should().Be(kept);
        answer.GetProperty("threadParentId").GetString().Should().Be(first.InterceptionId());
    }

    [Fact]
    public async Task An_answer_with_more_facts_than_are_kept_passes_whole_and_its_record_says_so()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var calls = string.Join(',', Enumerable.Range(0, 80_000).Select(number => $$$"""{"index":{{{number}}},"id":"t{{{number}}}","function":{"name":"Read","arguments":"{}"}}"""));
        var stream = $$$$"""
            data: {"id":"chatcmpl-1","model":"gpt-test","choices":[{"index":0,"delta":{"tool_calls":[{{{{calls}}}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """;
        upstream.Expect(Answers.EventStream, stream);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Chat, """{"model":"gpt-test","stream":true,"messages":[{"role":"user","content":"hello"}]}"""));

        (await response.Content.ReadAsStringAsync()).Should().Be(stream);
        // So many rows may take longer than a query waits for them.
        await bridge.Services.GetRequiredService<InterceptionRecorder>().FlushAsync();
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("observation").GetString().Should().Be("oversized");
        row.GetProperty("toolUsages").GetArrayLength().Should().BeInRange(15_000, 16_384);
    }

    [Theory]
    [InlineData("previous_response_id")]
    [InlineData("conversation")]
    public async Task An_id_too_long_to_be_told_from_another_is_nobodys(string member)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = "resp_" + new string('i', 300);
        upstream.Expect(Answers.Json, $$"""{"id":"{{id}}own","object":"response","status":"completed","model":"gpt-test","output":[]}""");
        using var own = await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","input":"hello"}"""));
        own.StatusCode.Should().Be(HttpStatusCode.OK);

        using var inBody = await bridge.SendAsync(bridge.Post(Traffic.Responses, $$"""{"model":"gpt-test","input":"more","{{member}}":"{{id}}foreign"}"""));
        using var inPath = await bridge.SendAsync(bridge.Get($"/openai/v1/responses/{id}foreign"));

        inBody.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        inPath.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        upstream.Verify();
    }

    [Fact]
    public async Task A_prompt_longer_than_is_kept_goes_out_whole_and_its_record_says_so()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        var body = JsonSerializer.Serialize(new { model = "gpt-test", messages = new[] { new { role = "user", content = new string('w', 5 * Megabyte) } } });

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Chat, body));

        upstream.Received.Single().Body.Should().HaveCount(Encoding.UTF8.GetByteCount(body));
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("observation").GetString().Should().Be("oversized");
        row.GetProperty("prompts")[0].GetProperty("text").GetString().Should().HaveLength(Megabyte / 4).And.EndWith("w…");
    }

    private static long JournalBytes(Bridge bridge) =>
        Directory.EnumerateFiles(Path.Combine(bridge.Folder, "data"), "*", SearchOption.AllDirectories).Where(file => file.Contains("journal", StringComparison.Ordinal)).Max(file => new FileInfo(file).Length);
}
