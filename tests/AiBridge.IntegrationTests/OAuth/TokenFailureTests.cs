using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.OAuth;

public sealed class TokenFailureTests
{
    [Theory]
    [InlineData(400, """{"error":"invalid_client","error_description":"bad planted-client-secret-0123456789"}""", "the token endpoint answered 400 (invalid_client)")]
    [InlineData(401, "no", "the token endpoint answered 401")]
    [InlineData(403, """{"error":"planted-client-secret-0123456789"}""", "the token endpoint answered 403")]
    [InlineData(302, "", "the token endpoint answered 302")]
    [InlineData(200, """{"token":"x"}""", "the token endpoint answered 200 without a usable access_token")]
    [InlineData(200, """{"access_token":"two words"}""", "the token endpoint answered 200 without a usable access_token")]
    [InlineData(200, "<html>", "the token endpoint answered 200 without a usable access_token")]
    public async Task A_refused_client_is_told_as_a_missing_credential(int status, string body, string problem)
    {
        await using var fixture = await OAuthFixture.StartAsync();
        fixture.Tokens.Expect(async context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            await Answers.Text(Answers.Json, body, status)(context);
        });

        using var response = await fixture.AskAsync();

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("no_upstream_credential");
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
        fixture.Tokens.Received.Should().HaveCount(1, "neither is it tried again nor a redirect followed");
        fixture.Upstream.Received.Should().BeEmpty();
        var health = await fixture.HealthAsync();
        health.GetProperty("state").GetString().Should().Be("failed");
        health.GetProperty("lastError").GetString().Should().Be(problem);
        (await fixture.Bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorType").GetString().Should().Be("no_credential");

        (await fixture.SentAsync()).Should().Be("0001", "the next request asks anew");
        (await fixture.HealthAsync()).GetProperty("lastError").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_failing_endpoint_may_be_asked_again(int status)
    {
        await using var fixture = await OAuthFixture.StartAsync();
        fixture.Tokens.Expect(Answers.Json, "{}", status);

        await IsUnreachableAsync(fixture, $"the token endpoint answered {status}");
    }

    [Fact]
    public async Task An_endpoint_that_breaks_off_is_unreachable()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        fixture.Tokens.Expect(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await IsUnreachableAsync(fixture, "the token endpoint cannot be reached");
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_is_given_up()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        var held = fixture.Tokens.ExpectHeld(Answers.Json);
        var waiting = fixture.AskAsync();
        await held.Begun.WaitAsync(TimeSpan.FromSeconds(10));

        fixture.Clock.Advance(TimeSpan.FromSeconds(16));

        using var response = await waiting;
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        (await fixture.HealthAsync()).GetProperty("lastError").GetString().Should().Be("the token endpoint did not answer in time");
    }

    [Fact]
    public async Task A_failed_renewal_leaves_the_old_token_in_use_and_is_not_repeated_at_once()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        await fixture.SentAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(59.5));
        fixture.Tokens.Expect(Answers.Json, "{}", 503);

        (await fixture.SentAsync()).Should().Be("0001");
        await Eventually.Is(async () => (await fixture.HealthAsync()).GetProperty("lastError").ValueKind == System.Text.Json.JsonValueKind.String);
        (await fixture.HealthAsync()).GetProperty("state").GetString().Should().Be("valid");
        (await fixture.SentAsync()).Should().Be("0001");
        fixture.Tokens.Received.Should().HaveCount(2);

        fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.Is(async () => await fixture.SentAsync() == "0002");
    }

    [Fact]
    public async Task A_token_the_upstream_refuses_is_replaced_once()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        await fixture.SentAsync();
        fixture.Upstream.Expect(Answers.Json, "{}", 401);

        (await fixture.SentAsync()).Should().Be("0001 0002");
        (await fixture.SentAsync()).Should().Be("0002");

        fixture.Upstream.Expect(Answers.Json, "{}", 401);
        fixture.Upstream.Expect(Answers.Json, "{}", 401);
        using var refused = await fixture.AskAsync();
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("keys_rejected");
        fixture.Upstream.Verify();
        fixture.Tokens.Received.Should().HaveCount(3);
        var attempts = (await fixture.Bridge.InterceptionAsync(refused.InterceptionId())).GetProperty("attempts").EnumerateArray();
        attempts.Select(attempt => attempt.GetProperty("credentialHint").GetString()).Should().Equal("plan...0002", "plan...0003");
    }

    [Fact]
    public async Task A_caller_for_whom_a_new_one_changes_nothing_gets_no_further_ones_for_a_minute_and_the_others_notice_nothing()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        RefuseOrganizations(fixture);
        await fixture.SentAsync();

        for (var i = 0; i < 5; i++)
            (await OrganizationAsync(fixture)).Should().Be("keys_rejected");

        fixture.Tokens.Received.Should().HaveCount(2);
        (await fixture.SentAsync()).Should().Be("0002");
        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        await OrganizationAsync(fixture);
        fixture.Tokens.Received.Should().HaveCount(3);
    }

    [Fact]
    public async Task While_the_next_is_fetched_for_a_caller_who_was_refused_the_others_go_on_with_theirs()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        RefuseOrganizations(fixture);
        await fixture.SentAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Tokens.Expect(async context =>
        {
            asked.SetResult();
            await go.Task;
            await Answers.Text(Answers.Json, "{}", 503)(context);
        });
        var refused = OrganizationAsync(fixture);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));

        (await fixture.SentAsync()).Should().Be("0001");
        go.SetResult();
        await refused;
        (await fixture.SentAsync()).Should().Be("0001", "it has not been taken from anybody");
    }

    [Fact]
    public async Task A_client_secret_that_is_not_set_is_a_missing_credential()
    {
        await using var fixture = await OAuthFixture.StartAsync();

        (await fixture.SentAsync("/unset/v1/chat/completions")).Should().Be("no_upstream_credential");

        fixture.Tokens.Received.Should().BeEmpty();
    }

    private static void RefuseOrganizations(OAuthFixture fixture) => fixture.Upstream.Always(context =>
        Answers.Text(Answers.Json, Traffic.ChatAnswer, context.Request.Headers.ContainsKey("OpenAI-Organization") ? 401 : 200)(context));

    private static async Task<string> OrganizationAsync(OAuthFixture fixture)
    {
        var request = fixture.Bridge.Post("/lab/v1/chat/completions", Traffic.ChatRequest);
        request.Headers.Add("OpenAI-Organization", "org-of-nobody");
        using var response = await fixture.Bridge.SendAsync(request);
        return response.Headers.GetValues("X-AiBridge-Error").Single();
    }

    private static async Task IsUnreachableAsync(OAuthFixture fixture, string problem)
    {
        using var response = await fixture.AskAsync();
        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_unreachable");
        response.Headers.Contains("x-should-retry").Should().BeFalse("a retry can help");
        var health = await fixture.HealthAsync();
        health.GetProperty("state").GetString().Should().Be("failed");
        health.GetProperty("lastError").GetString().Should().Be(problem);
        (await fixture.SentAsync()).Should().Be("0001");
    }
}
