using System.Net;
using AiBridge.IntegrationTests.House;
using AiBridge.IntegrationTests.Interception;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Over_the_number_it_is_429_for_that_token_alone()
    {
        await using var house = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        var other = await house.TokenAsync();
        var held = await HoldAsync(house);

        var response = await house.AskAsync();

        var error = await LimitedBridge.RefusalAsync(response, "too_many_requests_in_flight", limit: 1, reset: 5);
        error.GetProperty("type").GetString().Should().Be("rate_limit_error");
        response.Headers.GetValues("Retry-After").Should().Equal("5");
        (await house.StatusAsync(other)).Should().Be(HttpStatusCode.OK);
        (await house.Bridge.SendAsync(house.Bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK, "passthrough takes no place");
        held.Script.End();
    }

    [Fact]
    public async Task The_projects_number_is_shared_by_its_tokens()
    {
        await using var house = await LimitedBridge.StartAsync(new { PerProject = new { ConcurrentRequests = 1 } });
        string second = await house.TokenAsync(), elsewhere = await house.TokenAsync(await house.ProjectAsync("other"));
        var held = await HoldAsync(house);

        var error = await LimitedBridge.RefusalAsync(await house.AskAsync(second), "too_many_requests_in_flight", limit: 1, reset: 5);

        error.GetProperty("message").GetString().Should().Contain("this project");
        (await house.StatusAsync(elsewhere)).Should().Be(HttpStatusCode.OK);
        held.Script.End();
    }

    [Fact]
    public async Task One_after_the_other_is_never_refused()
    {
        await using var house = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });

        for (var i = 0; i < 100; i++)
            (await house.StatusAsync()).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whatever_way_a_request_ended_its_place_is_free()
    {
        await using var house = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        await EndsAsync(house, held => held.Script.Die());
        await EndsAsync(house, held => held.Response.Dispose());
        await EndsAsync(house, held => held.Script.End());

        house.Upstream.Expect(Answers.Json, """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""", 400);
        await AskedAsync(house, Traffic.AnthropicRequest, HttpStatusCode.BadRequest);
        await AskedAsync(house, "no json", HttpStatusCode.BadRequest);
        await AskedAsync(house, Traffic.AnthropicRequest, HttpStatusCode.OK);
        (await house.Bridge.SendAsync(house.Bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK);
        await AskedAsync(house, Traffic.AnthropicRequest, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_raised_number_acts_at_once()
    {
        await using var house = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        var held = await HoldAsync(house);
        (await house.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);

        await house.ChangeAsync(new { ConcurrentRequests = 2 });
        (await house.StatusAsync()).Should().Be(HttpStatusCode.OK);
        await house.ChangeAsync(new { ConcurrentRequests = 1 });
        (await house.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        held.Script.End();
    }

    private static async Task EndsAsync(LimitedBridge house, Action<Held> end)
    {
        var held = await HoldAsync(house);
        (await house.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        end(held);
        await AskedAsync(house, Traffic.AnthropicRequest, HttpStatusCode.OK);
        held.Response.Dispose();
    }

    /// <summary>Asks until there is a place: nobody outside can see the moment in which one becomes free.</summary>
    private static async Task AskedAsync(LimitedBridge house, string body, HttpStatusCode expected)
    {
        using var limit = new CancellationTokenSource(Limit);
        HttpStatusCode status;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            using var response = await house.AskAsync(body: body);
            status = response.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        status.Should().Be(expected);
    }

    private static async Task<Held> HoldAsync(LimitedBridge house)
    {
        var script = new UpstreamScript(Answers.EventStream, encoding: null);
        house.Upstream.Expect(script.AnswerAsync);
        script.Send(Family.Anthropic.Begin);
        return new Held(script, await house.Bridge.SendAsync(house.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead));
    }

    private sealed record Held(UpstreamScript Script, HttpResponseMessage Response);
}
