using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>Every error the bridge makes itself, in the shape of the route's family.</summary>
public sealed class ErrorShapeTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _bridge = await Bridge.StartAsync(Config.For(_upstream, new { Limits = new { MaxRequestBodyBytes = 100_000 } }));
    }

    public async Task DisposeAsync()
    {
        _upstream.Verify();
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"model\":\"x\",\"messages\":[")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"model\":7}")]
    [InlineData("{\"model\":\"\"}")]
    [InlineData("{\"messages\":[]}")]
    [InlineData("\u0001\u0002binary\u0000")]
    [InlineData("{\"model\":\"x\"} trailing")]
    public async Task A_body_that_is_no_request_is_refused_in_each_family(string body)
    {
        await AssertAnthropic(await _bridge.SendAsync(_bridge.Post(Traffic.Messages, body)), 400, "invalid_request", "invalid_request_error");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Post(Traffic.Chat, body)), 400, "invalid_request", "invalid_request_error", "invalid_request");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Post(Traffic.Responses, body)), 400, "invalid_request", "invalid_request_error", "invalid_request");
    }

    [Fact]
    public async Task Without_a_token_it_is_401_in_the_familys_words_and_not_worth_a_retry()
    {
        var anonymous = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new StringContent(Traffic.AnthropicRequest) };
        await AssertAnthropic(await _bridge.SendAsync(anonymous), 401, "unauthorized", "authentication_error");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Post(Traffic.Chat, Traffic.ChatRequest, "aib_" + new string('x', 43))), 401, "unauthorized", "invalid_request_error", "invalid_api_key");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Post(Traffic.Chat, Traffic.ChatRequest, "sk-own-key-is-no-identity")), 401, "unauthorized", "invalid_request_error", "invalid_api_key");
        await AssertAnthropic(await _bridge.SendAsync(_bridge.Post("/lab/v1/messages", Traffic.AnthropicRequest, "none")), 401, "unauthorized", "authentication_error");
    }

    [Fact]
    public async Task A_disabled_provider_says_so_on_every_path()
    {
        foreach (var path in new[] { "/copilot-business/chat/completions", "/copilot-business/nothing/here", "/copilot-business/models" })
        {
            var body = await AssertOpenAi(await _bridge.SendAsync(_bridge.Post(path, Traffic.ChatRequest)), 400, "provider_disabled", "invalid_request_error", "provider_disabled");
            body.GetProperty("error").GetProperty("message").GetString().Should().Be("provider_disabled: AI provider \"copilot-business\" is disabled");
        }

        await AssertAnthropic(await _bridge.SendAsync(_bridge.Post("/copilot-business/v1/messages", Traffic.AnthropicRequest)), 503, "provider_disabled", "api_error");
    }

    [Fact]
    public async Task An_unknown_route_names_method_and_path()
    {
        var body = await AssertAnthropic(await _bridge.SendAsync(_bridge.Get("/anthropic/v1/organizations?x=1")), 404, "route_not_supported", "not_found_error");
        body.GetProperty("error").GetProperty("message").GetString().Should().Be("route not supported: GET /v1/organizations");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Get("/openai/v1/chat/completions")), 404, "route_not_supported", "invalid_request_error", "route_not_supported");
    }

    [Fact]
    public async Task An_unknown_name_is_a_problem_document()
    {
        var response = await _bridge.SendAsync(_bridge.Get("/nobody/v1/models"));

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString().Should().Be("not_found");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        var body = Traffic.BodyOf(200_000);
        await AssertAnthropic(await _bridge.SendAsync(_bridge.Post(Traffic.Messages, body)), 413, "request_too_large", "request_too_large");
        var chunked = _bridge.Post(Traffic.Chat, body);
        chunked.Headers.TransferEncodingChunked = true;
        await AssertOpenAi(await _bridge.SendAsync(chunked), 413, "request_too_large", "invalid_request_error", "request_too_large");
    }

    [Fact]
    public async Task Central_keys_reach_no_objects_of_others()
    {
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Get("/openai/v1/conversations/conv_1")), 403, "forbidden", "invalid_request_error", "forbidden");
        await AssertOpenAi(await _bridge.SendAsync(_bridge.Get("/openai/v1/responses/resp_foreign")), 403, "forbidden", "invalid_request_error", "forbidden");
        var delete = _bridge.Get("/openai/v1/models/gpt");
        delete.Method = HttpMethod.Delete;
        await AssertOpenAi(await _bridge.SendAsync(delete), 404, "route_not_supported", "invalid_request_error", "route_not_supported");
    }

    [Fact]
    public async Task A_provider_without_a_credential_says_whose_is_missing()
    {
        var response = await _bridge.SendAsync(_bridge.Post("/copilot/chat/completions", Traffic.ChatRequest));

        var body = await AssertOpenAi(response, 400, "no_upstream_credential", "invalid_request_error", "no_upstream_credential");
        body.GetProperty("error").GetProperty("message").GetString().Should().Contain("copilot");
        var row = await _bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("no_credential");
        row.GetProperty("attempts").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("/openai/v1/responses")]
    [InlineData("/anthropic/v1/messages")]
    public async Task A_WebSocket_upgrade_is_told_to_use_HTTP_before_any_token_is_asked_for(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");

        var response = await _bridge.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.UpgradeRequired);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("websocket_not_supported");
    }

    [Theory]
    [InlineData("/anthropic")]
    [InlineData("/anthropic/")]
    [InlineData("/openai")]
    public async Task The_probe_of_the_client_base_is_answered_here(string path)
    {
        var response = await _bridge.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> AssertAnthropic(HttpResponseMessage response, int status, string code, string type)
    {
        var body = await AssertShape(response, status, code);
        body.GetProperty("type").GetString().Should().Be("error");
        body.GetProperty("error").GetProperty("type").GetString().Should().Be(type);
        return body;
    }

    private static async Task<JsonElement> AssertOpenAi(HttpResponseMessage response, int status, string code, string type, string errorCode)
    {
        var body = await AssertShape(response, status, code);
        var error = body.GetProperty("error");
        error.GetProperty("type").GetString().Should().Be(type);
        error.GetProperty("code").GetString().Should().Be(errorCode);
        error.GetProperty("param").ValueKind.Should().Be(JsonValueKind.Null);
        return body;
    }

    private static async Task<JsonElement> AssertShape(HttpResponseMessage response, int status, string code)
    {
        ((int)response.StatusCode).Should().Be(status);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal(code);
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
