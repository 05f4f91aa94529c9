using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Management;

namespace AiBridge.IntegrationTests.Background;

/// <summary>Who was refused a conversation has not thereby become one of those it belongs to.</summary>
public sealed class RefusedConversationTests
{
    private const string More = """{"model":"gpt-test","conversation":"conv_1","input":"more"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_try_is_refused_as_the_first_was(bool restarted)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        var bridge = await Bridge.StartAsync(Config.For(upstream), folder);
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        upstream.Expect(Answers.Json, BackgroundResponses.Queued);
        (await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","conversation":"conv_1","input":"hello"}"""))).EnsureSuccessStatusCode();
        using var first = await bridge.SendAsync(bridge.Post(Traffic.Responses, More, theirs));
        if (restarted)
        {
            await bridge.DisposeAsync();
            bridge = await Bridge.StartAsync(Config.For(upstream), folder);
        }

        using var second = await bridge.SendAsync(bridge.Post(Traffic.Responses, More, theirs));

        first.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        second.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        upstream.Verify();
        await bridge.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Who_names_one_that_the_upstream_refuses_takes_it_from_nobody()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        upstream.Expect(Answers.Json, """{"error":{"message":"no such conversation","type":"invalid_request_error","param":null,"code":null}}""", 404);
        upstream.Expect(Answers.Json, BackgroundResponses.Queued);
        (await bridge.SendAsync(bridge.Post(Traffic.Responses, More, theirs))).StatusCode.Should().Be(HttpStatusCode.NotFound);

        using var own = await bridge.SendAsync(bridge.Post(Traffic.Responses, More));

        own.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Verify();
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_b1\"")]
    [InlineData("\"conversation\":\"conv_1\"")]
    [InlineData("\"previous\\u005fresponse_id\":\"resp\\u005fb1\"")]
    public async Task Nor_are_its_tokens_counted_for_them(string member)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var theirs = await bridge.TokenOfAnotherProjectAsync();
        upstream.Always(Answers.Text(Answers.Json, BackgroundResponses.Queued));
        (await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","conversation":"conv_1","input":"hello"}"""))).EnsureSuccessStatusCode();
        var body = $$"""{"model":"gpt-test",{{member}},"input":"more"}""";
        const string InputTokens = "/openai/v1/responses/input_tokens";

        using var refused = await bridge.SendAsync(bridge.Post(InputTokens, body, theirs));
        using var again = await bridge.SendAsync(bridge.Post(InputTokens, body, theirs));
        using var own = await bridge.SendAsync(bridge.Post(InputTokens, body));

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Headers.Contains("X-AiBridge-Interception-Id").Should().BeFalse();
        again.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        own.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received[^1].Body.Should().Equal(Traffic.Utf8(body));
        upstream.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_old\"")]
    [InlineData("\"conversation\":\"conv_old\"")]
    public async Task While_nobody_can_look_up_whose_it_is_the_client_is_told_to_come_again_and_the_record_has_its_end(string member)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        StorageAway.TakeAway(bridge);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Responses, $$"""{"model":"gpt-test",{{member}},"input":"more"}"""));

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("storage_unavailable");
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 45);
        StorageAway.Restore(bridge);
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("status").GetString().Should().Be("failed");
        upstream.Verify();
    }
}
