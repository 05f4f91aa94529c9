using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class PassthroughTests
{
    [Fact]
    public async Task Passthrough_is_forwarded_and_not_recorded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"input_tokens":7}""");
        var request = bridge.Post("/anthropic/v1/messages/count_tokens?beta=true", "{\"model\":\"m\", \"odd\" : 1}");
        request.Headers.TryAddWithoutValidation("accept-encoding", "gzip");

        var response = await bridge.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Be("""{"input_tokens":7}""");
        response.Headers.Contains("X-AiBridge-Interception-Id").Should().BeFalse();
        upstream.Received.Single().Target.Should().Be("/v1/messages/count_tokens?beta=true");
        upstream.Received.Single().Headers["accept-encoding"].Should().Be("gzip", "only bridged routes ask for plain answers");
        (await bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_projects_own_response_may_be_fetched_with_the_central_key()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"id":"resp_own1","object":"response","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":1}}""");
        upstream.Expect(Answers.Json, """{"id":"resp_own1"}""");
        upstream.Expect(Answers.Json, """{"data":[]}""");
        (await bridge.SendAsync(bridge.Post(Traffic.Responses, """{"model":"gpt-test","input":"hello"}"""))).EnsureSuccessStatusCode();

        (await bridge.SendAsync(bridge.Get("/openai/v1/responses/resp_own1"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bridge.SendAsync(bridge.Get("/openai/v1/responses/resp_own1/input_items"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bridge.SendAsync(bridge.Get("/openai/v1/responses/resp_other"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        upstream.Verify();
    }
}
