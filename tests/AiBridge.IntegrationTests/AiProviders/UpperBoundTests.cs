using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.AiProviders;

/// <summary>What the server's administrator forbids at a provider is forbidden to every project's provider that stands on its address, with the server's key or one of its own.</summary>
public sealed class UpperBoundTests
{
    private const string Chat = "/lab/v1/chat/completions";
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_project_allows_callers_keys_where_the_server_does_not(bool ownSecret)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await StandingAsync(fixture, new { AllowByok = false }, ownSecret, new { allowByok = true });
        using var request = fixture.Bridge.Post(Chat, Body, "sk-my-own-key-000000001");
        request.Headers.Add("X-AiBridge-Token", alpha.Token);

        using var answer = await fixture.Bridge.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        fixture.Server.Received.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_project_calls_an_address_that_the_server_has_switched_off(bool ownSecret)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await StandingAsync(fixture, new { Enabled = false }, ownSecret, new { enabled = true });

        var answer = await alpha.AskAsync("lab", "/v1/chat/completions");

        (answer.Status, answer.Body.Contains("provider_disabled")).Should().Be((HttpStatusCode.BadRequest, true));
        fixture.Server.Received.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_servers_limits_hold_beside_the_projects(bool ownSecret)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await StandingAsync(fixture, new { Limits = new { RequestsPerMinute = 1 } }, ownSecret, new { limits = new { requestsPerMinute = 100 } });

        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);

        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_project_asks_an_upstream_again_more_often_than_the_server_would(bool ownSecret)
    {
        await using var fixture = await ProjectFixture.StartAsync();
        fixture.Server.Always(Answers.Text(Answers.Json, """{"error":{"message":"down","type":"server_error"}}""", 503));
        var alpha = await StandingAsync(fixture, new { Keys = new[] { ProjectFixture.ServerKey }, MaxRetries = 0, CircuitBreaker = new { Enabled = false } }, ownSecret, new { maxRetries = 1, retrySeconds = 600 });

        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);

        fixture.Server.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task The_servers_keys_are_used_in_the_servers_order()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await StandingAsync(fixture, new { KeySelection = "primary" }, ownSecret: false, new { keySelection = "round_robin" });

        for (var i = 0; i < 3; i++)
            (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);

        fixture.Server.Received.Should().OnlyContain(call => call.Headers["authorization"] == $"Bearer {ProjectFixture.ServerKey}");
    }

    [Fact]
    public async Task What_the_project_forbids_beyond_that_holds()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await StandingAsync(fixture, new { AllowByok = true }, ownSecret: false, new { allowByok = false });
        using var request = fixture.Bridge.Post(Chat, Body, "sk-my-own-key-000000001");
        request.Headers.Add("X-AiBridge-Token", alpha.Token);

        (await fixture.Bridge.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    /// <summary>A project whose provider stands on the server's of the name <c>lab</c>.</summary>
    private static async Task<ProjectUser> StandingAsync(ProjectFixture fixture, object server, bool ownSecret, object project)
    {
        var lab = JsonSerializer.SerializeToNode(server)!.AsObject();
        (lab["Type"], lab["Name"], lab["BaseUrl"]) = ("custom", "lab", fixture.Server.Address + "/v1");
        lab["Keys"] ??= JsonSerializer.SerializeToNode(new[] { ProjectFixture.ServerKey, ProjectFixture.ServerKey + "-second" });
        await fixture.Bridge.ReconfigureAsync(JsonSerializer.Serialize(new { Network = new { AllowPrivateNetwork = true }, Providers = new[] { lab } }));
        var alpha = await fixture.ProjectAsync("alpha");
        var secret = ownSecret ? await fixture.SecretAsync(alpha.ProjectId, "sk-of-alpha-00000000000001") : null;
        await alpha.CreateAsync(new { name = "lab", provider = "custom", secretId = secret, config = project });
        return alpha;
    }
}
