using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Routing;

public sealed class RouteRefusalTests
{
    private const string Own = "sk-ant-api03-the-callers-own-key";

    [Theory]
    [InlineData("GET", "/anthropic/v1/messages", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("GET", "/anthropic/v1/messages", Own, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("POST", "/anthropic/v1/models", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("DELETE", "/anthropic/v1/models/m-1", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("GET", "/anthropic/v1/messages/count_tokens", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("POST", "/anthropic/v1/files", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("GET", "/openai/v1/conversations/conv_1", null, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("DELETE", "/openai/v1/responses/resp_1", null, HttpStatusCode.NotFound, "route_not_supported")]
    [InlineData("GET", "/openai/v1/responses/resp_1", null, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("POST", "/closed/v1/messages", Own, HttpStatusCode.Forbidden, "forbidden")]
    [InlineData("GET", "/closed/v1/models", Own, HttpStatusCode.Forbidden, "forbidden")]
    public async Task What_may_not_be_asked_so_never_reaches_the_upstream(string method, string path, string? ownKey, HttpStatusCode status, string code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);

        using var response = await SendAsync(bridge, method, path, ownKey);

        response.StatusCode.Should().Be(status);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal(code);
        upstream.Received.Should().BeEmpty();
    }

    [Theory]
    [InlineData("HEAD", "/anthropic/v1/models", null)]
    [InlineData("DELETE", "/anthropic/v1/models/m-1", Own)]
    [InlineData("DELETE", "/openai/v1/conversations/conv_1", Own)]
    [InlineData("POST", "/anthropic/v1/messages/count_tokens", null)]
    public async Task What_may_be_asked_reaches_it_as_it_was_asked(string method, string path, string? ownKey)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await StartAsync(upstream);
        upstream.Expect(Answers.Json, "{}");

        using var response = await SendAsync(bridge, method, path, ownKey);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        upstream.Received.Should().ContainSingle().Which.Method.Should().Be(method);
    }

    private static Task<Bridge> StartAsync(FakeUpstream upstream) => Bridge.StartAsync(Config.For(upstream, new
    {
        Providers = new object[]
        {
            new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey } },
            new { Type = "anthropic", Name = "closed", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, AllowByok = false },
            new { Type = "openai", BaseUrl = upstream.Address + "/v1", Keys = new[] { Config.OpenAiKey } },
        },
    }));

    private static Task<HttpResponseMessage> SendAsync(Bridge bridge, string method, string path, string? ownKey)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-AiBridge-Token", bridge.ProjectToken } } };
        if (method == "POST")
            request.Content = new StringContent(Traffic.AnthropicRequest);
        if (ownKey is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + ownKey);
        return bridge.SendAsync(request);
    }
}
