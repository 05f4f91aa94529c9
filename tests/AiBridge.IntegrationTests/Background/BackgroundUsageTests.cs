using System.IO.Compression;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Background;

public sealed class BackgroundUsageTests
{
    private const string Whole = """40+60/9 {"output_reasoning":4} partial:false call_1@mcp__docs thoughts:1""";

    [Fact]
    public async Task The_poll_that_completes_a_response_gives_its_interception_the_usage_once()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = await bridge.BeginAsync(upstream);
        upstream.Expect(Answers.Json, BackgroundResponses.Running);
        await bridge.PollAsync();
        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Be("nothing");
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed", output: 1000));

        (await bridge.PollAsync()).Should().Be(BackgroundResponses.Ended("completed"), "the bytes pass as they came");
        await bridge.PollAsync();

        var interception = await bridge.InterceptionAsync(id);
        BackgroundResponses.Describe(interception).Should().Be(Whole);
        interception.GetProperty("responseModel").GetString().Should().Be("gpt-test-2026");
        interception.GetProperty("serviceTier").GetString().Should().Be("flex");
        interception.GetProperty("status").GetString().Should().Be("completed");
        (await bridge.InterceptionsAsync()).GetArrayLength().Should().Be(1, "a poll is no interception");
    }

    [Theory]
    [InlineData("incomplete", "", "completed", null)]
    [InlineData("cancelled", "", "completed", null)]
    [InlineData("failed", "\"error\":{\"code\":\"server_error\",\"message\":\"broken\"},", "failed", "server_error")]
    public async Task What_a_response_used_that_did_not_end_well_is_partial(string told, string more, string status, string? errorType)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = await bridge.BeginAsync(upstream);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended(told, more: more));

        await bridge.PollAsync();

        var interception = await bridge.InterceptionAsync(id);
        BackgroundResponses.Describe(interception).Should().Be(Whole.Replace("partial:false", "partial:true"));
        interception.GetProperty("status").GetString().Should().Be(status);
        interception.GetProperty("errorType").GetString().Should().Be(errorType);
    }

    [Fact]
    public async Task A_streamed_poll_tells_it_as_well()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = await bridge.BeginAsync(upstream);
        var stream = $$"""
            event: response.in_progress
            data: {"type":"response.in_progress","sequence_number":4,"response":{{BackgroundResponses.Running}}}

            event: response.completed
            data: {"type":"response.completed","sequence_number":9,"response":{{BackgroundResponses.Ended("completed")}}}


            """;
        upstream.Expect(Answers.EventStream, stream);

        (await bridge.PollAsync(BackgroundResponses.Poll + "?stream=true&starting_after=3")).Should().Be(stream);

        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Be(Whole);
    }

    [Fact]
    public async Task A_stream_left_halfway_gets_the_rest_from_the_poll()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var held = upstream.ExpectHeld(first: $"event: response.created\ndata: {{\"type\":\"response.created\",\"response\":{BackgroundResponses.Running}}}\n\n");
        string id;
        using (var response = await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","background":true,"stream":true,"input":"hello"}"""), HttpCompletionOption.ResponseHeadersRead))
        {
            id = response.InterceptionId();
            await using var body = await response.Content.ReadAsStreamAsync();
            (await body.ReadAsync(new byte[64])).Should().BePositive();
        }

        await held.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.Is(async () => (await bridge.InterceptionAsync(id)).GetProperty("status").GetString() == "cancelled");
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));

        await bridge.PollAsync();

        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Be(Whole);
    }

    [Fact]
    public async Task A_compressed_poll_of_unknown_length_is_read_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = await bridge.BeginAsync(upstream);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(Traffic.Utf8(BackgroundResponses.Ended("completed")));
        upstream.Expect(Answers.Bytes(Answers.Json, packed.ToArray(), "gzip"));

        using var response = await bridge.SendAsync(bridge.Get(BackgroundResponses.Poll));

        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(packed.ToArray());
        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Be(Whole);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"msg_1"}],"has_more":false}""")]
    [InlineData("""{"id":"resp_b1","status":"completed","usage":"none","output":7}""")]
    [InlineData("""{"error":{"message":"not now","code":"server_error"}}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task A_poll_that_tells_nothing_changes_nothing(string answer)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var id = await bridge.BeginAsync(upstream);
        upstream.Expect(Answers.Json, answer);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));

        (await bridge.PollAsync()).Should().Be(answer);
        var before = await bridge.InterceptionAsync(id);
        BackgroundResponses.Describe(before).Should().Be("nothing");
        before.GetProperty("status").GetString().Should().Be("completed");
        await bridge.PollAsync();

        BackgroundResponses.Describe(await bridge.InterceptionAsync(id)).Should().Be(Whole);
    }

    [Fact]
    public async Task Another_projects_interception_of_the_same_id_is_left_alone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        var own = await bridge.BeginAsync(upstream);
        var other = await bridge.BeginAsync(upstream, theirs);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));

        await bridge.PollAsync();

        BackgroundResponses.Describe(await bridge.InterceptionAsync(own)).Should().Be(Whole);
        BackgroundResponses.Describe(await bridge.InterceptionAsync(other)).Should().Be("nothing");
    }

    [Fact]
    public async Task After_a_restart_the_poll_still_finds_its_interception()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        string id, token;
        await using (var before = await Bridge.StartAsync(Config.For(upstream), folder))
            (id, token) = (await before.BeginAsync(upstream), before.ProjectToken);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));

        await using (var after = await Bridge.StartAsync(Config.For(upstream), folder))
        {
            await after.PollAsync(token: token);
            await after.FlushAsync();
            using var response = await after.SendAsync(after.Get($"/api/v1/interceptions/{id}", token));
            BackgroundResponses.Describe(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement).Should().Be(Whole);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_a_poll_told_survives_a_kill_right_behind_its_end()
    {
        const string Admin = "aib_BackgroundKillAdminToken0000000000000000000";
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream));
        upstream.Expect(Answers.Json, BackgroundResponses.Queued);
        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            (await bridge.Client.SendAsync(bridge.Post(Traffic.Responses, BackgroundResponses.Request, Admin))).StatusCode.Should().Be(HttpStatusCode.OK);
            var poll = new HttpRequestMessage(HttpMethod.Get, BackgroundResponses.Poll) { Headers = { { "X-AiBridge-Token", Admin } } };
            (await bridge.Client.SendAsync(poll)).StatusCode.Should().Be(HttpStatusCode.OK);
            bridge.Kill();
        }

        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            await bridge.ReadyAsync();
            var usage = (await bridge.AllInterceptionsAsync(Admin)).Single().GetProperty("tokenUsage");
            usage.GetProperty("outputTokens").GetInt64().Should().Be(9);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stream_that_died_with_the_bridge_can_still_be_asked_for()
    {
        const string Admin = "aib_BackgroundKillAdminToken0000000000000000000";
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream));
        var held = upstream.ExpectHeld(first: $"event: response.created\ndata: {{\"type\":\"response.created\",\"response\":{BackgroundResponses.Running}}}\n\n");
        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            var request = bridge.Post(Traffic.Responses, """{"model":"gpt-test","background":true,"stream":true,"input":"hello"}""", Admin);
            using var response = await bridge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            (await body.ReadAsync(new byte[64])).Should().BePositive();
            bridge.Kill();
        }

        upstream.Expect(Answers.Json, BackgroundResponses.Ended("completed"));
        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            await bridge.ReadyAsync();
            var poll = new HttpRequestMessage(HttpMethod.Get, BackgroundResponses.Poll) { Headers = { { "X-AiBridge-Token", Admin } } };
            (await bridge.Client.SendAsync(poll)).StatusCode.Should().Be(HttpStatusCode.OK);
            await Eventually.Is(async () => (await bridge.AllInterceptionsAsync(Admin)).Single().GetProperty("tokenUsage") is { ValueKind: JsonValueKind.Object } usage
                && usage.GetProperty("outputTokens").GetInt64() == 9);
        }

        Directory.Delete(folder, recursive: true);
    }
}
