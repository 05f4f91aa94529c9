using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Guard;

/// <summary>Everything beside an agent's request that makes the bridge connect somewhere.</summary>
public sealed class OtherWaysTests
{
    private const string TokenHost = "login.example.com";

    [Fact]
    public async Task A_test_and_a_model_list_go_nowhere_else_than_requests()
    {
        await using var fixture = await GuardFixture.StartAsync();
        await fixture.CreateReboundAsync();

        using var test = await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/providers/rebound/test");
        var answer = JsonDocument.Parse(await test.Content.ReadAsStringAsync()).RootElement;
        answer.GetProperty("success").GetBoolean().Should().BeFalse();
        answer.GetProperty("error").GetString().Should().StartWith("upstream_not_allowed: ").And.Contain("Network:AllowedHosts");
        var problem = await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, "/api/v1/providers/rebound/models"), HttpStatusCode.BadGateway, "upstream_not_allowed");

        problem.GetRawText().Should().NotContain("127.0.0.1");
        fixture.Upstream.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_is_nobodys_to_follow()
    {
        await using var fixture = await GuardFixture.StartAsync(false, GuardFixture.Rebound);
        await fixture.CreateReboundAsync();
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = fixture.Upstream.Address + "/inside";
        });

        using var response = await fixture.Bridge.AskAsync("rebound");

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_redirect");
        response.Headers.Location.Should().BeNull();
        fixture.Upstream.Received.Should().ContainSingle().Which.Target.Should().Be("/v1/messages");
    }

    [Fact]
    public async Task A_token_endpoint_is_guarded_like_its_provider()
    {
        await using var fixture = await GuardFixture.StartAsync();
        await using var tokens = await TokensAsync(fixture);
        using var made = await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, "/api/v1/providers", new
        {
            name = "signed",
            type = "anthropic",
            baseUrl = "https://llm.example.com",
            auth = "oauth",
            oauth = new { tokenUrl = TokenUrl(tokens), clientId = "c", clientSecret = "secret-of-client-1" },
        });
        made.StatusCode.Should().Be(HttpStatusCode.Created);

        (await fixture.OutcomeAsync("signed")).Should().Be("upstream_not_allowed");
        tokens.Received.Should().BeEmpty();

        await fixture.AllowAsync(false, TokenHost);
        (await fixture.OutcomeAsync("signed")).Should().Be("upstream_unreachable", "it has a token now, but its host is unknown");
        tokens.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task A_project_reaches_no_private_token_endpoint_through_the_configurations_provider()
    {
        await using var fixture = await GuardFixture.StartAsync();
        await using var tokens = await TokensAsync(fixture);
        var token = (await fixture.Bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "all", ["*"]))).Secret.Reveal();
        var secret = await PostAsync(fixture, token, "/api/v1/secrets", new { name = "client", value = "secret-of-client-1" });
        var body = new { name = "fixed", provider = "anthropic", secretId = secret.GetProperty("id").GetString(), config = new { auth = "oauth", oauth = new { tokenUrl = TokenUrl(tokens), clientId = "c" } } };
        await PostAsync(fixture, token, "/api/v1/ai-providers", body);

        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post("/fixed/v1/messages", Traffic.AnthropicRequest, token));

        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_not_allowed");
        tokens.Received.Should().BeEmpty();
        fixture.Upstream.Received.Should().BeEmpty();
    }

    private static async Task<FakeUpstream> TokensAsync(GuardFixture fixture)
    {
        var tokens = await FakeUpstream.StartAsync();
        tokens.Always(Answers.Text(Answers.Json, """{"access_token":"a-token-of-the-endpoint-1","expires_in":3600}"""));
        fixture.Names.Set(TokenHost, FakeDns.Public, "127.0.0.1");
        return tokens;
    }

    private static string TokenUrl(FakeUpstream tokens) => $"http://{TokenHost}:{new Uri(tokens.Address).Port}/token";

    private static async Task<JsonElement> PostAsync(GuardFixture fixture, string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await fixture.Bridge.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
