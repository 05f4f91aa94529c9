using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class ProviderLimitTests
{
    private const string Shared = "all callers of provider \"claude\" together";

    [Fact]
    public async Task A_provider_takes_so_many_requests_a_minute_of_all_callers_together()
    {
        var clock = new FakeTimeProvider();
        await using var upstream = await UpstreamAsync();
        await using var bridge = await StartAsync(upstream, new { RequestsPerMinute = 2 }, clock);
        var other = await TokenAsync(bridge, await bridge.ProjectAsync("other"));

        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, other)).Should().Be(HttpStatusCode.OK);
        (await bridge.SendAsync(bridge.Post("/claude/v1/messages/count_tokens", Traffic.AnthropicRequest))).StatusCode.Should().Be(HttpStatusCode.OK, "passthrough is not counted");
        using var refused = await AskAsync(bridge, other);

        var error = await LimitedBridge.RefusalAsync(refused, "rate_limited", limit: 2, reset: 30);
        error.GetProperty("type").GetString().Should().Be("rate_limit_error");
        error.GetProperty("message").GetString().Should().StartWith($"AiBridge: {Shared} may make 2 requests a minute");
        refused.Headers.RetryAfter!.ToString().Should().Be("30");
        (await StatusAsync(bridge, bridge.ProjectToken, "/free")).Should().Be(HttpStatusCode.OK, "another provider has no limit");
        clock.Advance(TimeSpan.FromSeconds(30));
        (await StatusAsync(bridge, other)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_provider_takes_so_many_requests_at_once()
    {
        await using var upstream = await UpstreamAsync();
        var answer = upstream.ExpectHeld(Answers.Json);
        await using var bridge = await StartAsync(upstream, new { ConcurrentRequests = 1 }, new FakeTimeProvider());
        var held = AskAsync(bridge, bridge.ProjectToken);
        await answer.Begun.WaitAsync(TimeSpan.FromSeconds(10));

        using var refused = await AskAsync(bridge, await TokenAsync(bridge, ProjectStore.DefaultId));
        await LimitedBridge.RefusalAsync(refused, "too_many_requests_in_flight", limit: 1, reset: 5);

        answer.End();
        (await held).Dispose();
        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_project_that_uses_the_servers_key_is_under_the_servers_limit_and_its_own()
    {
        await using var upstream = await UpstreamAsync();
        await using var bridge = await StartAsync(upstream, new { RequestsPerMinute = 2 }, new FakeTimeProvider());
        var project = await bridge.ProjectAsync("other");
        var token = await TokenAsync(bridge, project);
        await ShadowAsync(bridge, token, new { requestsPerMinute = 0 });

        (await StatusAsync(bridge, token)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, token)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_the_projects_own_limit_refuses_costs_the_server_nothing()
    {
        await using var upstream = await UpstreamAsync();
        await using var bridge = await StartAsync(upstream, new { RequestsPerMinute = 3 }, new FakeTimeProvider());
        var project = await bridge.ProjectAsync("other");
        var token = await TokenAsync(bridge, project);
        await ShadowAsync(bridge, token, new { requestsPerMinute = 1 });

        (await StatusAsync(bridge, token)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, token)).Should().Be(HttpStatusCode.TooManyRequests);
        (await StatusAsync(bridge, token)).Should().Be(HttpStatusCode.TooManyRequests);
        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(bridge, bridge.ProjectToken)).Should().Be(HttpStatusCode.TooManyRequests);
    }

    private static async Task<FakeUpstream> UpstreamAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));
        return upstream;
    }

    private static Task<Bridge> StartAsync(FakeUpstream upstream, object limits, TimeProvider clock) => Bridge.StartAsync(
        JsonSerializer.Serialize(new
        {
            Providers = new object[]
            {
                new { Type = "anthropic", Name = "claude", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, Limits = limits },
                new { Type = "anthropic", Name = "free", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey } },
            },
        }),
        clock: clock);

    private static async Task<string> TokenAsync(Bridge bridge, string project) =>
        (await bridge.IssueAsync(new NewToken(project, "test", ["bridge:Invoke", "aiProviders:*"]))).Secret.Reveal();

    private static async Task ShadowAsync(Bridge bridge, string token, object limits)
    {
        var body = JsonSerializer.Serialize(new { name = "claude", provider = "anthropic", config = new { limits } });
        using var request = bridge.Post("/api/v1/ai-providers", body, token);
        using var response = await bridge.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> AskAsync(Bridge bridge, string token, string provider = "/claude") =>
        bridge.SendAsync(bridge.Post(provider + "/v1/messages", Traffic.AnthropicRequest, token));

    private static async Task<HttpStatusCode> StatusAsync(Bridge bridge, string token, string provider = "/claude")
    {
        using var response = await AskAsync(bridge, token, provider);
        return response.StatusCode;
    }
}
