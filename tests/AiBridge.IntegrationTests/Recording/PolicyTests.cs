using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Recording.Journaling;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Recording;

/// <summary>What happens to a request that cannot be recorded: the journal's folder is gone.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData(Traffic.Messages, "api_error")]
    [InlineData(Traffic.Chat, "server_error")]
    public async Task With_refuse_the_upstream_is_never_called(string path, string type)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        TakeAwayTheJournal(bridge);

        var response = await bridge.SendAsync(bridge.Post(path, Traffic.ChatRequest));

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("recording_unavailable");
        response.Headers.GetValues("Retry-After").Should().Equal("5");
        response.Headers.Contains("x-should-retry").Should().BeFalse();
        (await response.Content.ReadAsStringAsync()).Should().Contain(type);
        upstream.Verify();
    }

    [Fact]
    public async Task With_continue_it_is_served_unrecorded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Recording = new { WhenUnavailable = "continue" } }));
        TakeAwayTheJournal(bridge);
        upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        (await bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0);
        upstream.Verify();
    }

    [Theory]
    [InlineData("refuse", "are refused")]
    [InlineData("continue", "are served unrecorded")]
    public async Task The_log_says_what_becomes_of_requests(string policy, string words)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        var folder = Directory.CreateTempSubdirectory("aibridge-policy-").FullName;
        await using (var bridge = await Bridge.StartAsync(Config.For(upstream, new { Recording = new { WhenUnavailable = policy }, Logging = new { File = "logs/bridge.log" } }), folder))
        {
            TakeAwayTheJournal(bridge);
            (await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest))).Dispose();
        }

        var log = string.Concat(Directory.EnumerateFiles(Path.Combine(folder, "logs")).Select(File.ReadAllText));
        log.Should().Contain(words);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("refuse", HttpStatusCode.ServiceUnavailable, "requests that would be recorded are refused")]
    [InlineData("continue", HttpStatusCode.OK, "requests are served but not recorded")]
    public async Task Readiness_says_so_before_the_first_request_where_a_small_file_has_room_and_a_whole_segment_has_none(string policy, HttpStatusCode status, string words)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream, new { Recording = new { WhenUnavailable = policy } }));
        var token = "aib_" + new string('a', 43);
        using (var process = await BridgeProcess.StartAsync(folder, token, largestFile: Journal.DefaultSegmentBytes / 1024 / 2))
        {
            using var ready = await process.Client.GetAsync("/health/ready");
            var body = await ready.Content.ReadAsStringAsync();

            ready.StatusCode.Should().Be(status, body);
            body.Should().Contain("\"journal\":\"unhealthy\"").And.Contain(words);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_not_to_be_stored_is_not()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Recording = new { Prompts = false, ToolInputs = false, Thoughts = false } }));
        upstream.Expect(Answers.Json, """{"id":"msg_1","type":"message","content":[{"type":"thinking","thinking":"deep thought","signature":"s"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}],"usage":{"input_tokens":1,"output_tokens":1}}""");

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("prompts").GetArrayLength().Should().Be(0);
        row.GetProperty("modelThoughts").GetArrayLength().Should().Be(0);
        var tool = row.GetProperty("toolUsages")[0];
        tool.GetProperty("tool").GetString().Should().Be("Bash");
        tool.GetProperty("input").GetString().Should().BeEmpty();
    }

    private static void TakeAwayTheJournal(Bridge bridge)
    {
        var folder = bridge.Services.GetRequiredService<OwnerDirectory>().Path;
        Directory.Move(folder, folder + ".away");
    }
}
