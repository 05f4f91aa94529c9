using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Ingress;

public sealed class IdentityTests
{
    private const string OwnKey = "sk-ant-api03-the-callers-own-key";

    [Theory]
    [InlineData("X-AiBridge-Token", "{0}")]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("authorization", "bearer {0}")]
    [InlineData("X-Api-Key", "{0}")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("api-key", "{0}")]
    public async Task A_bridge_token_is_accepted_in_every_place_agents_have_for_a_key(string header, string form)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"data":[]}""");
        var request = new HttpRequestMessage(HttpMethod.Get, "/anthropic/v1/models");
        request.Headers.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, bridge.ProjectToken));

        (await bridge.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.OK);

        upstream.Received.Single().Headers["x-api-key"].Should().Be(Config.AnthropicKey);
        upstream.Received.Single().Headers.Should().NotContainKeys("authorization", "api-key", "x-goog-api-key", "x-aibridge-token");
    }

    [Theory]
    [InlineData("x-api-key", OwnKey)]
    [InlineData("authorization", "Bearer sk-ant-oat01-own-oauth-token")]
    public async Task The_callers_own_credential_goes_out_instead_of_the_providers(string header, string value)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var request = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new StringContent(Traffic.AnthropicRequest) };
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        request.Headers.TryAddWithoutValidation(header, value);

        var response = await bridge.SendAsync(request);

        var headers = upstream.Received.Single().Headers;
        headers[header].Should().Be(value);
        headers.Should().NotContainKey(header == "x-api-key" ? "authorization" : "x-api-key");
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("credentialKind").GetString().Should().Be("byok");
        row.GetProperty("credentialHint").GetString().Should().MatchRegex(@"^sk-a\.\.\.(-key|oken)$");
    }

    [Fact]
    public async Task With_both_the_api_key_wins_for_Anthropic()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var request = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new StringContent(Traffic.AnthropicRequest) };
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        request.Headers.Add("X-Api-Key", OwnKey);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer another-own-credential");

        await bridge.SendAsync(request);

        upstream.Received.Single().Headers["x-api-key"].Should().Be(OwnKey);
        upstream.Received.Single().Headers.Should().NotContainKey("authorization");
    }

    [Fact]
    public async Task A_provider_may_refuse_the_callers_own_credential()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, AllowByok = false } } }));
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        request.Headers.Add("X-Api-Key", OwnKey);

        var response = await bridge.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("forbidden");
        upstream.Verify();
    }

    [Fact]
    public async Task The_first_place_that_holds_a_token_decides_even_when_it_is_wrong()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest);
        request.Headers.Add("X-AiBridge-Token", "aib_" + new string('w', 43));

        (await bridge.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, """{"data":[]}""");
        (await bridge.SendAsync(bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.OK);
        var row = (await bridge.Services.GetRequiredService<ProjectStore>().ListTokensAsync(ProjectStore.DefaultId)).Single(token => token.Name == "default");

        await bridge.RevokeAsync(row.Id);

        (await bridge.SendAsync(bridge.Get("/anthropic/v1/models"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_the_permission_to_invoke_it_is_403()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var reader = await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "reader", [PermissionNames.ReadInterceptions]));

        var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, reader.Secret.Reveal()));

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("bridge:Invoke");
    }

    [Fact]
    public async Task Mode_none_serves_this_machine_and_no_web_page()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Auth = new { Mode = "none" } }));
        upstream.Expect(Answers.Json, """{"data":[]}""");
        HttpRequestMessage Ask() => new(HttpMethod.Get, "/anthropic/v1/models");

        (await bridge.SendAsync(Ask())).StatusCode.Should().Be(HttpStatusCode.OK);
        var page = Ask();
        page.Headers.Add("Origin", "https://evil.example");
        (await bridge.SendAsync(page)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var rebound = Ask();
        rebound.Headers.Host = "evil.example";
        (await bridge.SendAsync(rebound)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        upstream.Verify();
    }
}
