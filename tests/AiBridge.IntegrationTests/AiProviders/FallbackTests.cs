using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.AiProviders;

public sealed class FallbackTests
{
    private const string OwnKey = "sk-project-own-key-0000000000000002";

    [Fact]
    public async Task A_projects_own_provider_stands_before_the_servers_for_its_tokens_only_until_it_goes()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var (alpha, beta) = (await fixture.ProjectAsync("alpha"), await fixture.ProjectAsync("beta"));
        (await alpha.AskAsync("anthropic")).Body.Should().Contain("msg_server");

        var made = await alpha.CreateAsync(new { name = "Our Anthropic", slug = "anthropic", provider = "anthropic", baseUrl = fixture.Own.Address, secretId = await fixture.SecretAsync(alpha.ProjectId, OwnKey) });
        (await alpha.AskAsync("anthropic")).Body.Should().Contain("msg_own");
        (await beta.AskAsync("anthropic")).Body.Should().Contain("msg_server");
        fixture.Own.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(OwnKey);

        (await alpha.Api.SendAsync(HttpMethod.Delete, $"/api/v1/ai-providers/{made.GetProperty("id").GetString()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await alpha.AskAsync("anthropic")).Body.Should().Contain("msg_server");
        fixture.Server.Received.Should().HaveCount(3).And.OnlyContain(call => call.Headers["x-api-key"] == ProjectFixture.ServerKey);
    }

    [Fact]
    public async Task With_an_address_of_its_own_and_no_secret_the_servers_key_stays_at_home()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");

        await alpha.CreateAsync(new { name = "anthropic", provider = "anthropic", baseUrl = fixture.Own.Address });

        (await alpha.AskAsync("anthropic")).Status.Should().Be(HttpStatusCode.BadGateway);
        fixture.Own.Received.Should().BeEmpty();
        fixture.Server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_an_address_of_its_own_it_stands_on_the_servers_with_its_own_key()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");

        await alpha.CreateAsync(new { name = "anthropic", provider = "anthropic", secretId = await fixture.SecretAsync(alpha.ProjectId, OwnKey) });

        (await alpha.AskAsync("anthropic")).Body.Should().Contain("msg_server");
        fixture.Server.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(OwnKey);
    }

    [Fact]
    public async Task With_neither_it_uses_the_servers_key_and_its_own_settings()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");

        var made = await alpha.CreateAsync(new { name = "anthropic", provider = "anthropic", config = new { enabled = false } });
        var disabled = await alpha.AskAsync("anthropic");
        await alpha.Api.SendAsync(HttpMethod.Patch, $"/api/v1/ai-providers/{made.GetProperty("id").GetString()}", new { config = new { enabled = true } });

        disabled.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        disabled.Body.Should().Contain("provider_disabled");
        (await alpha.AskAsync("anthropic")).Status.Should().Be(HttpStatusCode.OK);
        fixture.Server.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(ProjectFixture.ServerKey);
    }

    [Fact]
    public async Task A_secret_taken_by_force_leaves_it_on_the_servers_key_as_the_refusal_before_says()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var secret = await fixture.SecretAsync(alpha.ProjectId, OwnKey);
        await alpha.CreateAsync(new { name = "anthropic", provider = "anthropic", secretId = secret });
        await alpha.CreateAsync(new { name = "elsewhere", provider = "anthropic", baseUrl = fixture.Own.Address, secretId = secret });

        using var refused = await alpha.Api.SendAsync(HttpMethod.Delete, $"/api/v1/secrets/{secret}");
        (await ManagementClient.ProblemAsync(refused, HttpStatusCode.Conflict, "secret_in_use")).GetProperty("detail").GetString().Should().EndWith("On the server's credential then go on: aiProvider anthropic.");
        (await alpha.Api.SendAsync(HttpMethod.Delete, $"/api/v1/secrets/{secret}?force=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await alpha.AskAsync("anthropic")).Status.Should().Be(HttpStatusCode.OK);
        (await alpha.AskAsync("elsewhere")).Status.Should().Be(HttpStatusCode.BadGateway);
        fixture.Server.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(ProjectFixture.ServerKey);
    }

    [Fact]
    public async Task When_the_servers_goes_from_under_it_its_secret_goes_nowhere_until_it_is_named_again()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        (await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", new { name = "lab", type = "custom", baseUrl = fixture.Server.Address + "/v1", auth = "none" })).StatusCode.Should().Be(HttpStatusCode.Created);
        var secret = await fixture.SecretAsync(alpha.ProjectId, OwnKey);
        var path = $"/api/v1/ai-providers/{(await alpha.CreateAsync(new { name = "lab", provider = "custom", secretId = secret })).GetProperty("id").GetString()}";
        (await admin.Api.SendAsync(HttpMethod.Delete, "/api/v1/providers/lab")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.NotFound);

        using var refused = await alpha.Api.SendAsync(HttpMethod.Patch, path, new { baseUrl = fixture.Own.Address + "/v1" });
        var problem = await ManagementClient.ProblemAsync(refused, HttpStatusCode.BadRequest, "invalid_request");
        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal("secretId");

        (await alpha.Api.SendAsync(HttpMethod.Patch, path, new { baseUrl = fixture.Own.Address + "/v1", secretId = secret })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);
        fixture.Own.Received.Should().ContainSingle().Which.Headers["authorization"].Should().Be($"Bearer {OwnKey}");
    }

    [Fact]
    public async Task When_the_servers_moves_to_another_host_the_projects_secret_stays_behind_until_it_is_named_again()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        var admin = alpha with { Token = fixture.Bridge.AdminToken };
        (await admin.Api.SendAsync(HttpMethod.Post, "/api/v1/providers", new { name = "lab", type = "custom", baseUrl = fixture.Server.Address + "/v1", apiKeys = new[] { new { value = ProjectFixture.ServerKey } } })).StatusCode.Should().Be(HttpStatusCode.Created);
        object Moved(FakeUpstream to) => new { baseUrl = to.Address + "/v1", apiKeys = new[] { new { value = ProjectFixture.ServerKey } } };
        var secret = await fixture.SecretAsync(alpha.ProjectId, OwnKey);
        var path = $"/api/v1/ai-providers/{(await alpha.CreateAsync(new { name = "lab", provider = "custom", secretId = secret })).GetProperty("id").GetString()}";
        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);

        (await admin.Api.SendAsync(HttpMethod.Put, "/api/v1/providers/lab", Moved(fixture.Own))).StatusCode.Should().Be(HttpStatusCode.OK);
        var withheld = await alpha.AskAsync("lab", "/v1/chat/completions");
        (await admin.Api.SendAsync(HttpMethod.Put, "/api/v1/providers/lab", Moved(fixture.Server))).StatusCode.Should().Be(HttpStatusCode.OK);
        var home = await alpha.AskAsync("lab", "/v1/chat/completions");
        (await admin.Api.SendAsync(HttpMethod.Put, "/api/v1/providers/lab", Moved(fixture.Own))).StatusCode.Should().Be(HttpStatusCode.OK);
        var refused = await alpha.Api.SendAsync(HttpMethod.Patch, path, new { defaultModel = "m" });

        (withheld.Status, home.Status).Should().Be((HttpStatusCode.BadRequest, HttpStatusCode.OK));
        withheld.Body.Should().Contain("no_upstream_credential").And.Contain("must name the secret again").And.NotContain(OwnKey);
        (await ManagementClient.ProblemAsync(refused, HttpStatusCode.BadRequest, "invalid_request")).GetProperty("errors")[0].GetProperty("field").GetString().Should().Be("secretId");
        fixture.Own.Received.Should().BeEmpty();
        (await alpha.Api.SendAsync(HttpMethod.Patch, path, new { secretId = secret })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);
        fixture.Own.Received.Should().ContainSingle().Which.Headers["authorization"].Should().Be($"Bearer {OwnKey}");
    }

    [Fact]
    public async Task A_name_that_only_another_project_has_is_unknown()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var (alpha, beta) = (await fixture.ProjectAsync("alpha"), await fixture.ProjectAsync("beta"));
        await alpha.CreateAsync(new { name = "lab", provider = "custom", baseUrl = fixture.Own.Address + "/v1", config = new { auth = "none" } });

        (await alpha.AskAsync("lab", "/v1/chat/completions")).Status.Should().Be(HttpStatusCode.OK);
        var foreign = await beta.AskAsync("lab", "/v1/chat/completions");
        var unknown = await beta.AskAsync("nowhere", "/v1/chat/completions");

        foreign.Status.Should().Be(HttpStatusCode.NotFound);
        foreign.Body.Should().Be(unknown.Body);
        fixture.Own.Received.Should().ContainSingle().Which.Headers.Should().NotContainKey("authorization");
    }

    [Fact]
    public async Task A_type_without_routes_is_kept_and_says_so()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");

        var made = await alpha.CreateAsync(new { name = "Vertex", provider = "google", config = new { region = "eu-west1" } });
        var answer = await alpha.AskAsync("vertex");

        made.GetProperty("routable").GetBoolean().Should().BeFalse();
        made.GetProperty("config").GetProperty("region").GetString().Should().Be("eu-west1");
        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Body.Should().Contain("provider_type_not_supported");
    }

    [Fact]
    public async Task A_restart_brings_everything_back()
    {
        await using var fixture = await ProjectFixture.StartAsync();
        var alpha = await fixture.ProjectAsync("alpha");
        await alpha.CreateAsync(new { name = "anthropic", provider = "anthropic", baseUrl = fixture.Own.Address, secretId = await fixture.SecretAsync(alpha.ProjectId, OwnKey) });
        await fixture.Bridge.FlushAsync();

        await using var again = await Hosting.Bridge.StartAsync(await File.ReadAllTextAsync(Path.Combine(fixture.Bridge.Folder, "config", "aibridge.json")), fixture.Bridge.Folder);
        using var response = await again.SendAsync(again.Post("/anthropic/v1/messages", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""", alpha.Token));

        (await response.Content.ReadAsStringAsync()).Should().Contain("msg_own");
        fixture.Own.Received.Should().ContainSingle().Which.Headers["x-api-key"].Should().Be(OwnKey);
    }
}
