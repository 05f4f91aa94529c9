using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Over_the_number_it_is_429_for_that_token_alone()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        var other = await fixture.TokenAsync();
        var held = await HoldAsync(fixture);

        var response = await fixture.AskAsync();

        var error = await LimitedBridge.RefusalAsync(response, "too_many_requests_in_flight", limit: 1, reset: 5);
        error.GetProperty("type").GetString().Should().Be("rate_limit_error");
        response.Headers.GetValues("Retry-After").Should().Equal("5");
        (await fixture.StatusAsync(other)).Should().Be(HttpStatusCode.OK);
        (await fixture.Bridge.SendAsync(fixture.Bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK, "passthrough takes no place");
        held.Script.End();
    }

    [Fact]
    public async Task The_projects_number_is_shared_by_its_tokens()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { PerProject = new { ConcurrentRequests = 1 } });
        string second = await fixture.TokenAsync(), elsewhere = await fixture.TokenAsync(await fixture.ProjectAsync("other"));
        var held = await HoldAsync(fixture);

        var error = await LimitedBridge.RefusalAsync(await fixture.AskAsync(second), "too_many_requests_in_flight", limit: 1, reset: 5);

        error.GetProperty("message").GetString().Should().Contain("this project");
        (await fixture.StatusAsync(elsewhere)).Should().Be(HttpStatusCode.OK);
        held.Script.End();
    }

    [Fact]
    public async Task One_after_the_other_is_never_refused()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });

        for (var i = 0; i < 100; i++)
            (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whatever_way_a_request_ended_its_place_is_free()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        await EndsAsync(fixture, held => held.Script.Die());
        await EndsAsync(fixture, held => held.Response.Dispose());
        await EndsAsync(fixture, held => held.Script.End());

        fixture.Upstream.Expect(Answers.Json, """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""", 400);
        await AskedAsync(fixture, Traffic.AnthropicRequest, HttpStatusCode.BadRequest);
        await AskedAsync(fixture, "no json", HttpStatusCode.BadRequest);
        await AskedAsync(fixture, Traffic.AnthropicRequest, HttpStatusCode.OK);
        (await fixture.Bridge.SendAsync(fixture.Bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK);
        await AskedAsync(fixture, Traffic.AnthropicRequest, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_raised_number_acts_at_once()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        var held = await HoldAsync(fixture);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);

        await fixture.ChangeAsync(new { ConcurrentRequests = 2 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.OK);
        await fixture.ChangeAsync(new { ConcurrentRequests = 1 });
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        held.Script.End();
    }

    private static async Task EndsAsync(LimitedBridge fixture, Action<Held> end)
    {
        var held = await HoldAsync(fixture);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        end(held);
        await AskedAsync(fixture, Traffic.AnthropicRequest, HttpStatusCode.OK);
        held.Response.Dispose();
    }

    /// <summary>Asks until there is a place: nobody outside can see the moment in which one becomes free.</summary>
    private static async Task AskedAsync(LimitedBridge fixture, string body, HttpStatusCode expected)
    {
        using var limit = new CancellationTokenSource(Limit);
        HttpStatusCode status;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            using var response = await fixture.AskAsync(body: body);
            status = response.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        status.Should().Be(expected);
    }

    private static async Task<Held> HoldAsync(LimitedBridge fixture)
    {
        var script = new HeldAnswer();
        fixture.Upstream.Expect(script.AnswerAsync);
        script.Send(Family.Anthropic.Begin);
        return new Held(script, await fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead));
    }

    private sealed record Held(HeldAnswer Script, HttpResponseMessage Response);
}
