using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Answers that no sound server makes.</summary>
public sealed class OddUpstreamTests
{
    private const string Begin = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_odd"}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


        """;
    private const string End = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 3")]
    [InlineData("Content-Length: 2, 2")]
    [InlineData("Content-Length: 2\r\nX-Odd: a\u0001b")]
    public async Task Headers_that_cannot_be_passed_on_are_told_in_the_familys_shape_and_recorded_as_a_failure(string headers)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{{}}");
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream));

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("type").GetString().Should().Be("api_error");
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("server_error");
        row.GetProperty("httpStatus").GetInt32().Should().Be(502);
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_last_events_data_gets_its_familys_end()
    {
        var half = End[..(End.IndexOf("data: ", StringComparison.Ordinal) + 6)];
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{Begin}{half}");
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream));

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        var text = await response.Content.ReadAsStringAsync();
        text.Should().StartWith(Begin + "event: error\n").And.Contain("broke off").And.NotContain("message_stop");
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
    }

    [Fact]
    public async Task A_whole_stream_of_which_more_was_promised_is_recorded_whole_and_stays_unfinished_for_the_client()
    {
        await using var upstream = new RawUpstream(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {Begin.Length + End.Length + 50}\r\n\r\n{Begin}{End}");
        var folder = Directory.CreateTempSubdirectory("aibridge-odd-").FullName;
        using var received = new MemoryStream();
        await using (var bridge = await Bridge.StartAsync(ConfigFor(upstream, "bridge.log"), folder))
        {
            var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
            var read = () => response.Content.CopyToAsync(received);

            await read.Should().ThrowAsync<HttpRequestException>();
            (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("status").GetString().Should().Be("completed");
        }

        received.ToArray().Should().Equal(Traffic.Utf8(Begin + End));
        var log = string.Concat(Directory.EnumerateFiles(folder, "bridge*.log").Select(File.ReadAllText));
        log.Should().NotBeEmpty().And.NotContain("unhandled exception");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stream_of_a_promised_length_without_its_terminal_event_is_cut_before_its_last_byte_and_recorded_as_a_failure()
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {Begin.Length}\r\n\r\n{Begin}");
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream));
        using var received = new MemoryStream();

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        var read = () => response.Content.CopyToAsync(received);

        await read.Should().ThrowAsync<HttpRequestException>();
        received.ToArray().Should().Equal(Traffic.Utf8(Begin[..^1]));
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_protocol_that_nobody_asked_for_is_told_in_the_familys_shape_and_recorded_as_a_failure(bool passthrough)
    {
        await using var upstream = new RawUpstream("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await using var bridge = await Bridge.StartAsync(ConfigFor(upstream));

        using var response = await bridge.SendAsync(passthrough ? bridge.Get("/anthropic/v1/models") : bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("type").GetString().Should().Be("api_error");
        if (!passthrough)
            (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("status").GetString().Should().Be("failed");
    }

    private static string ConfigFor(RawUpstream upstream, string log = "") => JsonSerializer.Serialize(new
    {
        Logging = new { File = log },
        Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, MaxRetries = 0, CircuitBreaker = new { Enabled = false } } },
    });
}
