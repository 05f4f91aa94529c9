using System.IO.Compression;
using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Chat;

/// <summary>What went wrong comes with its status, the class as its code, and the upstream's message; of the bridge's own errors as agents are told them.</summary>
public sealed class ChatErrorTests
{
    private const string Key = "sk-own-planted-key-000000000001";

    public static TheoryData<string, int, string, HttpStatusCode, string> Table
    {
        get
        {
            var table = new TheoryData<string, int, string, HttpStatusCode, string>();
            foreach (var type in new[] { "anthropic", "openai" })
            {
                table.Add(type, 400, "invalid_request_error", HttpStatusCode.BadRequest, "bad_request");
                table.Add(type, 401, "authentication_error", HttpStatusCode.BadGateway, "keys_rejected");
                table.Add(type, 403, "permission_error", HttpStatusCode.Forbidden, "unauthorized");
                table.Add(type, 404, "not_found_error", HttpStatusCode.NotFound, "bad_request");
                table.Add(type, 413, "request_too_large", HttpStatusCode.RequestEntityTooLarge, "bad_request");
                table.Add(type, 429, "rate_limit_error", HttpStatusCode.TooManyRequests, "rate_limited");
                table.Add(type, 500, "api_error", HttpStatusCode.InternalServerError, "server_error");
                table.Add(type, 529, "overloaded_error", (HttpStatusCode)529, "overloaded");
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_upstreams_error_comes_with_its_status_its_class_and_its_words(string type, int status, string error, HttpStatusCode told, string code)
    {
        await using var fixture = await ChatFixture.StartAsync(clock: status == 401 ? null : new JumpingClock());
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(type, Key);
        var body = $$$"""{"type":"error","error":{"type":"{{{error}}}","message":"the upstream's own words about {{{Key}}}"}}""";
        fixture.Own.Always(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            context.Response.ContentType = Answers.Json;
            await context.Response.Body.WriteAsync(Traffic.Utf8(body));
        });

        foreach (var stream in new[] { false, true })
        {
            using var response = await user.SendAsync(new { messages = new[] { new { role = "user", content = "hello" } }, stream });
            var problem = await ManagementClient.ProblemAsync(response, told, code);
            problem.GetProperty("detail").GetString().Should().Contain("the upstream's own words about").And.NotContain(Key);
            response.Headers.GetValues("X-AiBridge-Error").Should().Equal(code);
            var record = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
            (record.GetProperty("status").GetString(), record.GetProperty("client").GetString()).Should().Be(("failed", "chat"));
        }
    }

    [Fact]
    public async Task An_answer_longer_than_any_models_is_none()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("anthropic", Key);
        fixture.Own.Always(Answers.Text(Answers.Json, $$$"""{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"{{{new string('x', 9_000_000)}}}"}],"stop_reason":"end_turn"}"""));

        (await user.RefusedAsync(HttpStatusCode.BadGateway, "server_error", new { messages = new[] { new { role = "user", content = "hello" } } })).GetProperty("detail").GetString().Should().Be("The answer is too long.");
    }

    [Fact]
    public async Task What_is_no_time_to_wait_is_not_passed_on_and_what_is_compressed_is_not_quoted()
    {
        await using var fixture = await ChatFixture.StartAsync(clock: new JumpingClock());
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("anthropic", Key);
        fixture.Own.Always(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "a while";
            await context.Response.Body.WriteAsync("{}"u8.ToArray());
        });
        using (var response = await user.SendAsync(new { messages = new[] { new { role = "user", content = "hello" } } }))
        {
            response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter.Should().BeNull();
        }

        fixture.Own.Always(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.Json;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await packed.WriteAsync(Traffic.Utf8(Traffic.AnthropicAnswer));
        });
        (await user.RefusedAsync(HttpStatusCode.BadGateway, "server_error")).GetProperty("detail").GetString().Should().StartWith("The upstream has compressed its answer");
    }

    [Theory]
    [InlineData("anthropic", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"too much\"}}\n\n")]
    [InlineData("openai", "data: {\"error\":{\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\",\"message\":\"too much\"}}\n\n")]
    public async Task An_error_in_front_of_a_stream_is_told_by_a_status(string type, string events)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(type, Key);
        fixture.Own.Expect(Answers.EventStream, events);

        (await user.RefusedAsync(HttpStatusCode.BadRequest, "bad_request", new { messages = new[] { new { role = "user", content = "hello" } }, stream = true })).GetProperty("detail").GetString().Should().Be("too much");
    }

    [Theory]
    [MemberData(nameof(ChatDialect.Usual), MemberType = typeof(ChatDialect))]
    public async Task A_stream_that_dies_ends_in_an_error_event(ChatDialect dialect)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync(dialect.Type, Key);
        fixture.Own.Expect(Answers.BrokenOff(dialect.Stream[..(dialect.Stream.IndexOf("\n\n", dialect.Stream.IndexOf("👋", StringComparison.Ordinal), StringComparison.Ordinal) + 2)], cut: true));

        var events = await user.StreamAsync();

        events[^1].Name.Should().Be("error");
        events[^1].Data.GetProperty("code").GetString().Should().Be("stream_error");
        events[^1].Data.GetProperty("message").GetString().Should().NotBeEmpty();
        events.Should().NotContain(one => one.Name == "done");
    }

    [Theory]
    [InlineData("text/html", "<html><title>Sign in</title></html>")]
    [InlineData(Answers.Json, "")]
    [InlineData(Answers.Json, """{"code":1,"msg":"no"}""")]
    public async Task What_is_no_answer_is_an_error(string contentType, string body)
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureOwnAsync("openai", Key);
        fixture.Own.Expect(contentType, body);

        using var response = await user.SendAsync(new { messages = new[] { new { role = "user", content = "hello" } } });

        ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task Who_cannot_be_asked_is_said_and_nothing_is_recorded()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");

        await user.ConfigureAsync(new { provider = "copilot", model = "m" });
        await user.RefusedAsync(HttpStatusCode.BadRequest, "provider_not_supported");
        await user.ConfigureAsync(new { provider = "bedrock", model = "m", region = "eu-central-1", apiKey = "planted" });
        await user.RefusedAsync(HttpStatusCode.BadRequest, "provider_not_supported");

        (await fixture.Bridge.InterceptionsAsync()).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Without_a_credential_it_is_said_and_the_servers_key_goes_nowhere()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureAsync(new { provider = "openai", model = "m", baseUrl = fixture.Own.Address + "/v1" });

        await user.RefusedAsync(HttpStatusCode.BadGateway, "no_upstream_credential");

        fixture.Own.Received.Should().BeEmpty();
        (await fixture.Bridge.InterceptionsAsync())[0].GetProperty("errorType").GetString().Should().Be("no_credential");
    }

    [Fact]
    public async Task The_limits_of_a_token_hold_for_its_chat()
    {
        await using var fixture = await ChatFixture.StartAsync(new { Limits = new { RequestsPerMinute = 1 } });
        var user = await fixture.ProjectAsync("alpha");
        fixture.Server.Expect(Answers.Json, Traffic.AnthropicAnswer);
        await user.AskAsync();

        using var response = await user.SendAsync(new { messages = new[] { new { role = "user", content = "hello" } } });

        await ManagementClient.ProblemAsync(response, HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_unreachable()
    {
        await using var fixture = await ChatFixture.StartAsync();
        var user = await fixture.ProjectAsync("alpha");
        await user.ConfigureAsync(new { provider = "openai", model = "m", apiKey = Key, baseUrl = "http://127.0.0.1:9/v1" });

        (await user.RefusedAsync(HttpStatusCode.BadGateway, "upstream_unreachable")).GetProperty("detail").GetString().Should().Contain("ai-config");
    }
}
