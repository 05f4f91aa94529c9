using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>All requests together keep so much in memory and no more; who is small, and who is somebody else, is served all the same.</summary>
public sealed class MemoryTests
{
    private const int Large = 4 * MemoryFixture.Megabyte;

    [Theory]
    [InlineData(Traffic.Messages, "overloaded_error")]
    [InlineData(Traffic.Chat, "server_error")]
    [InlineData(Traffic.Responses, "server_error")]
    [InlineData("/anthropic/v1/messages/count_tokens", "overloaded_error")]
    public async Task Beyond_it_a_large_body_waits_and_is_told_to_come_again_in_its_familys_shape(string path, string type)
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var came = fixture.HoldNextAsync();
        var held = fixture.SendAsync(Large, path: path);
        await came;

        using var refused = await fixture.PassTimeUntilAsync(fixture.SendAsync(Large, path: path), TimeSpan.FromMilliseconds(500));

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("overloaded");
        refused.Headers.GetValues("Retry-After").Should().Equal("1");
        refused.Headers.Contains("x-should-retry").Should().BeFalse();
        JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("type").GetString().Should().Be(type);
        fixture.Answer();
        (await held).StatusCode.Should().Be(HttpStatusCode.OK);
        fixture.Upstream.Verify();
    }

    [Fact]
    public async Task It_is_served_when_another_one_goes_meanwhile()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var came = fixture.HoldNextAsync();
        var first = fixture.SendAsync(Large);
        await came;
        fixture.Upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var second = fixture.SendAsync(Large);

        fixture.Answer();

        (await first).StatusCode.Should().Be(HttpStatusCode.OK);
        (await second).StatusCode.Should().Be(HttpStatusCode.OK);
        fixture.Budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task Small_ones_of_the_same_token_and_large_ones_of_another_are_served_meanwhile()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var other = await fixture.TokenAsync();
        var came = fixture.HoldNextAsync();
        var held = fixture.SendAsync(Large);
        await came;
        fixture.Upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));

        (await fixture.SendAsync(500)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.SendAsync(60_000)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.SendAsync(900_000)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.SendAsync(Large, other)).StatusCode.Should().Be(HttpStatusCode.OK);

        fixture.Answer();
        (await held).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bodies_that_are_never_finished_hold_their_room_against_their_own_token_alone_and_are_cut()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var other = await fixture.TokenAsync();
        using var unfinished = await fixture.BeginAsync(Large, MemoryFixture.Megabyte);
        await fixture.UsedAsync(Large);
        fixture.Upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));

        (await fixture.SendAsync(Large, other)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.SendAsync(500, other)).StatusCode.Should().Be(HttpStatusCode.OK);
        using var answer = new StreamReader(unfinished);
        var told = await fixture.PassTimeUntilAsync(answer.ReadToEndAsync(), TimeSpan.FromSeconds(20));

        told.Should().StartWith("HTTP/1.1 408 ").And.Contain("X-AiBridge-Error: invalid_request").And.Contain("Connection: close").And.Contain("\"type\":\"error\"");
        (await fixture.Bridge.LogAsync()).Should().NotContain("\"Level\":\"Error\"");
        fixture.Budget.Used.Should().Be(0);
        (await fixture.SendAsync(Large)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_observer_gives_up_and_the_answer_passes_all_the_same()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var (second, third) = (await fixture.TokenAsync(), await fixture.TokenAsync());
        var came = new[] { fixture.HoldNextAsync(), fixture.HoldNextAsync() };
        var held = new[] { fixture.SendAsync(Large), fixture.SendAsync(Large, second) };
        await Task.WhenAll(came);
        var answer = Traffic.AnthropicAnswer.Replace("\"hi\"", "\"" + new string('h', MemoryFixture.Megabyte) + "\"", StringComparison.Ordinal);
        fixture.Upstream.Expect(Answers.Json, answer);

        using var response = await fixture.SendAsync(500, third);

        (await response.Content.ReadAsStringAsync()).Should().Be(answer);
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("observation").GetString().Should().Be("overloaded");
        fixture.Answer();
        await Task.WhenAll(held);
        fixture.Budget.Used.Should().Be(0);
    }

    [Theory]
    [InlineData(Traffic.Messages, Traffic.AnthropicAnswer)]
    [InlineData(Traffic.Chat, Traffic.ChatAnswer)]
    public async Task A_prompt_for_which_there_is_no_room_goes_out_whole_and_its_record_has_the_beginning_and_says_so(string path, string answer)
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var (second, third) = (await fixture.TokenAsync(), await fixture.TokenAsync());
        var came = new[] { fixture.HoldNextAsync(), fixture.HoldNextAsync() };
        var held = new[] { fixture.SendAsync(Large), fixture.SendAsync(Large, second) };
        await Task.WhenAll(came);
        var body = MemoryFixture.Body(1000).Replace("\"content\":\"hello\"", "\"content\":\"" + new string('w', 200_000) + "\"", StringComparison.Ordinal);
        fixture.Upstream.Expect(Answers.Json, answer);

        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post(path, body, third));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be(answer);
        fixture.Upstream.Received[^1].Body.Should().Equal(Encoding.UTF8.GetBytes(body));
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("observation").GetString().Should().Be("overloaded");
        row.GetProperty("prompts")[0].GetProperty("text").GetString().Should().EndWith("w…").And.Match<string>(text => text.Length <= 32 * 1024);
        fixture.Answer();
        await Task.WhenAll(held);
        fixture.Budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task A_large_prompt_takes_room_until_its_record_is_on_disk_and_not_while_its_answer_lasts()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var body = MemoryFixture.Body(1000).Replace("\"content\":\"hello\"", "\"content\":\"" + new string('w', 200_000) + "\"", StringComparison.Ordinal);
        var came = fixture.HoldNextAsync();

        var held = fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, body));
        await came;

        fixture.Budget.Used.Should().Be(256 * 1024, "that is the body");
        fixture.Answer();
        using var response = await held;
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("prompts")[0].GetProperty("text").GetString().Should().HaveLength(200_000);
        row.GetProperty("observation").ValueKind.Should().Be(JsonValueKind.Null);
        fixture.Budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task A_stream_of_which_no_more_facts_can_be_kept_passes_all_the_same()
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var (second, third) = (await fixture.TokenAsync(), await fixture.TokenAsync());
        var came = new[] { fixture.HoldNextAsync(), fixture.HoldNextAsync() };
        var held = new[] { fixture.SendAsync(Large), fixture.SendAsync(Large, second) };
        await Task.WhenAll(came);
        var piece = $$$"""data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"{{{new string('t', 10_000)}}}"}}""" + "\n\n";
        var stream = "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n" + string.Concat(Enumerable.Repeat(piece, 30)) + "data: {\"type\":\"message_stop\"}\n\n";
        fixture.Upstream.Expect(Answers.EventStream, stream);

        using var response = await fixture.SendAsync(500, third);

        (await response.Content.ReadAsStringAsync()).Should().Be(stream);
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("observation").GetString().Should().Be("overloaded");
        fixture.Answer();
        await Task.WhenAll(held);
        fixture.Budget.Used.Should().Be(0);
    }

    [Theory]
    [InlineData(Traffic.Chat, HttpStatusCode.OK)]
    [InlineData(Traffic.Responses, HttpStatusCode.ServiceUnavailable)]
    public async Task What_cannot_be_unpacked_now_is_relayed_unless_it_says_whose_response_it_goes_on_from(string path, HttpStatusCode expected)
    {
        await using var fixture = await MemoryFixture.StartAsync();
        var (second, third) = (await fixture.TokenAsync(), await fixture.TokenAsync());
        var came = new[] { fixture.HoldNextAsync(), fixture.HoldNextAsync() };
        var held = new[] { fixture.SendAsync(Large), fixture.SendAsync(Large, second) };
        await Task.WhenAll(came);
        var packed = Pack(Pack(Encoding.UTF8.GetBytes(MemoryFixture.Body(Large))));
        if (expected == HttpStatusCode.OK)
            fixture.Upstream.Expect(Answers.Json, Traffic.ChatAnswer);

        using var response = await fixture.Bridge.SendAsync(Packed(fixture, path, packed, third));

        response.StatusCode.Should().Be(expected);
        if (expected == HttpStatusCode.OK)
        {
            fixture.Upstream.Received[^1].Body.Should().Equal(packed);
            (await fixture.Bridge.InterceptionAsync(response.InterceptionId())).GetProperty("observation").GetString().Should().Be("overloaded");
        }

        fixture.Answer();
        await Task.WhenAll(held);
        fixture.Upstream.Verify();
        fixture.Budget.Used.Should().Be(0);
    }

    [Fact]
    public async Task A_request_and_an_answer_packed_twice_are_understood_and_pass_as_they_came()
    {
        await using var fixture = await MemoryFixture.StartAsync(new { BufferedBytes = 128 * MemoryFixture.Megabyte });
        var packed = Pack(Pack(Encoding.UTF8.GetBytes(MemoryFixture.Body(Large))));
        var answer = Pack(Pack(Traffic.Utf8(Traffic.ChatAnswer)));
        fixture.Upstream.Expect(Answers.Bytes(Answers.Json, answer, "gzip, gzip"));

        using var response = await fixture.Bridge.SendAsync(Packed(fixture, Traffic.Chat, packed, fixture.Bridge.ProjectToken));

        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(answer);
        fixture.Upstream.Received.Single().Body.Should().Equal(packed);
        var row = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("model").GetString().Should().Be("claude-test");
        row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(2);
        row.GetProperty("observation").ValueKind.Should().Be(JsonValueKind.Null);
        fixture.Budget.Used.Should().Be(0);
    }

    private static HttpRequestMessage Packed(MemoryFixture fixture, string path, byte[] body, string token)
    {
        var request = fixture.Bridge.Post(path, "", token);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip", "gzip" } } };
        return request;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
