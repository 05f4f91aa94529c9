using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Over_the_rate_it_is_429_in_the_familys_shape_until_the_time_has_passed()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 2 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);

        var anthropic = await fixture.AskAsync();
        (await LimitedBridge.RefusalAsync(anthropic, "rate_limited", limit: 2, reset: 30)).GetProperty("type").GetString().Should().Be("rate_limit_error");
        anthropic.Headers.GetValues("Retry-After").Should().Equal("30");
        anthropic.Headers.Contains("x-should-retry").Should().BeFalse();
        var openAi = await LimitedBridge.RefusalAsync(await fixture.AskAsync(path: Traffic.Chat, body: Traffic.ChatRequest), "rate_limited", 2, 30);
        openAi.GetProperty("code").GetString().Should().Be("rate_limited");
        openAi.GetProperty("type").GetString().Should().Be("rate_limit_error");

        fixture.Clock.Advance(TimeSpan.FromSeconds(29.5));
        (await fixture.AskAsync()).Headers.GetValues("Retry-After").Should().Equal("1");
        fixture.Clock.Advance(TimeSpan.FromSeconds(0.5));
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        fixture.Upstream.Received.Should().HaveCount(3);
        (await fixture.Bridge.InterceptionsAsync()).GetArrayLength().Should().Be(3);
    }

    [Fact]
    public async Task A_wait_that_clients_would_sleep_through_is_told_in_words()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 1 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);

        var response = await fixture.AskAsync();

        var error = await LimitedBridge.RefusalAsync(response, "rate_limited", limit: 1, reset: 60);
        error.GetProperty("message").GetString().Should().Contain("this token may make 1 requests a minute").And.Contain("Try again in 0h 01m 00s");
        response.Headers.Contains("Retry-After").Should().BeFalse();
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
    }

    [Fact]
    public async Task Tokens_have_their_own_rate_and_the_projects_is_shared()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 2, PerProject = new { RequestsPerMinute = 3 } });
        var other = await fixture.ProjectAsync("other");
        string first = await fixture.TokenAsync(), second = await fixture.TokenAsync(), elsewhere = await fixture.TokenAsync(other);
        (await fixture.StatusAsync(first)).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync(first)).Should().Be(HttpStatusCode.OK);
        await LimitedBridge.RefusalAsync(await fixture.AskAsync(first), "rate_limited", limit: 2, reset: 30);
        (await fixture.StatusAsync(second)).Should().Be(HttpStatusCode.OK);

        var refusal = await LimitedBridge.RefusalAsync(await fixture.AskAsync(second), "rate_limited", limit: 3, reset: 20);

        refusal.GetProperty("message").GetString().Should().Contain("this project may make 3 requests a minute");
        (await fixture.StatusAsync(elsewhere)).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync(elsewhere)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Passthrough_has_a_rate_of_its_own_and_uses_up_nothing_else()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 1, ConcurrentRequests = 1, PassthroughPerMinute = 3, PerProject = new { RequestsPerMinute = 1, ConcurrentRequests = 1 } });
        for (var i = 0; i < 2; i++)
            (await fixture.AskAsync(path: "/anthropic/v1/messages/count_tokens")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await fixture.Bridge.SendAsync(fixture.Bridge.Get("/openai/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK);

        var refused = await fixture.AskAsync(path: "/anthropic/v1/messages/count_tokens");
        var error = await LimitedBridge.RefusalAsync(refused, "rate_limited", limit: 3, reset: 20);
        error.GetProperty("type").GetString().Should().Be("rate_limit_error");
        error.GetProperty("message").GetString().Should().Contain("this token may make 3 passthrough requests a minute");
        refused.Headers.GetValues("Retry-After").Should().Equal("20");
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK, "passthrough has used up none of it");
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        (await fixture.AskAsync(await fixture.TokenAsync(), "/anthropic/v1/messages/count_tokens")).StatusCode.Should().Be(HttpStatusCode.OK, "each token has its own");
        fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        (await fixture.AskAsync(path: "/anthropic/v1/messages/count_tokens")).StatusCode.Should().Be(HttpStatusCode.OK);
        await fixture.ChangeAsync(new { PassthroughPerMinute = 0 });
        for (var i = 0; i < 5; i++)
            (await fixture.AskAsync(path: "/anthropic/v1/messages/count_tokens")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_changed_limit_acts_on_the_next_request()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 0 });
        for (var i = 0; i < 5; i++)
            (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);

        await fixture.ChangeAsync(new { RequestsPerMinute = 1 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        await fixture.ChangeAsync(new { RequestsPerMinute = 3 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        await fixture.ChangeAsync(new { RequestsPerMinute = 0 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Probes_and_refused_strangers_cost_nothing()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { RequestsPerMinute = 1 });
        for (var i = 0; i < 3; i++)
        {
            (await fixture.Bridge.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/anthropic"))).StatusCode.Should().Be(HttpStatusCode.OK);
            (await fixture.AskAsync(path: "/anthropic/v1/unknown")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }

        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
    }
}
