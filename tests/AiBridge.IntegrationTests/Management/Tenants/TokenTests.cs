using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Tenants;

public sealed class TokenTests
{
    private const string Path = "/api/v1/projects/prj_default/tokens";

    [Fact]
    public async Task A_token_is_shown_once_works_at_once_and_stops_at_once()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var made = await bridge.Admin.CreateAsync(Path, new { name = "laptop", actorName = "ada" });
        var (id, token) = (made.GetProperty("id").GetString()!, made.GetProperty("token").GetString()!);

        await bridge.As(token).GetAsync("/api/v1/interceptions");
        var listed = (await bridge.Admin.GetAsync(Path)).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);
        listed.GetRawText().Should().NotContain(token);
        listed.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()).Should().Equal("bridge:Invoke", "interceptions:Read");
        listed.GetProperty("lastUsedAt").GetDateTimeOffset().Should().BeWithin(TimeSpan.FromMinutes(2)).Before(DateTimeOffset.UtcNow);

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Path}/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Path}/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task When_it_was_used_last_survives_a_restart()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: clock);
        var made = await bridge.Admin.CreateAsync(Path, new { name = "laptop" });
        await bridge.As(made.GetProperty("token").GetString()!).GetAsync("/api/v1/interceptions");

        await bridge.Services.GetRequiredService<TokenDirectory>().WriteBackAsync(default);
        await using var again = await Bridge.StartAsync("{}", bridge.Folder, clock: clock);

        using var response = await again.SendAsync(again.Get(Path, bridge.AdminToken));
        (await response.Content.ReadAsStringAsync()).Should().MatchRegex($"{made.GetProperty("id").GetString()}[^}}]*\"lastUsedAt\":\"20");
    }

    [Theory]
    [InlineData("""{"name":"x","permissions":["secrets:Read"]}""", "secrets:Read")]
    [InlineData("""{"name":"x","permissions":["tokens:*"]}""", "tokens:*")]
    [InlineData("""{"name":"x","permissions":["*"]}""", "*")]
    [InlineData("""{"name":"x","permissions":["tokens:Write"],"serverScope":true}""", "tokens:Write")]
    public async Task Nobody_grants_what_they_lack(string body, string named)
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var clerk = (await bridge.Admin.CreateAsync(Path, new { name = "clerk", permissions = new[] { "tokens:Write", "bridge:Invoke" } })).GetProperty("token").GetString()!;

        var problem = await ManagementClient.ProblemAsync(await bridge.As(clerk).SendAsync(HttpMethod.Post, Path, body), HttpStatusCode.Forbidden, "forbidden");

        problem.GetProperty("detail").GetString().Should().Contain(named);
        await bridge.As(clerk).CreateAsync(Path, new { name = "helper", permissions = new[] { "bridge:Invoke" } });
    }

    [Fact]
    public async Task A_server_token_without_all_permissions_is_told_that_it_needs_them_to_make_another()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var clerk = (await bridge.Admin.CreateAsync(Path, new { name = "clerk", serverScope = true, permissions = new[] { "tokens:Write" } })).GetProperty("token").GetString()!;

        using var refused = await bridge.As(clerk).SendAsync(HttpMethod.Post, Path, new { name = "x", serverScope = true, permissions = new[] { "tokens:Write" } });

        (await ManagementClient.ProblemAsync(refused, HttpStatusCode.Forbidden, "forbidden")).GetProperty("detail").GetString().Should().Be("The token lacks the permission *.");
    }

    [Theory]
    [InlineData("""{"permissions":["*"]}""", "name")]
    [InlineData("""{"name":"x","permissions":["fly:High"]}""", "permissions")]
    [InlineData("""{"name":"x","permissions":[]}""", "permissions")]
    [InlineData("""{"name":"x","permissions":"*"}""", "permissions")]
    [InlineData("""{"name":"x","expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"1/2/2030"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"23:59"}""", "expiresAt")]
    [InlineData("""{"name":"x","token":"aib_given"}""", "token")]
    [InlineData("""{"name":"x","serverScope":"yes"}""", "serverScope")]
    public async Task A_bad_wish_is_told_field_by_field(string body, string field)
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);

        var problem = await ManagementClient.ProblemAsync(await bridge.Admin.SendAsync(HttpMethod.Post, Path, body), HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors")[0].GetProperty("field").GetString().Should().Be(field);
    }

    [Fact]
    public async Task It_ends_at_its_expiry()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork, clock: clock);
        var token = (await bridge.Admin.CreateAsync(Path, new { name = "brief", expiresAt = clock.GetUtcNow().AddHours(1) })).GetProperty("token").GetString()!;

        await bridge.As(token).GetAsync("/api/v1/interceptions");
        clock.Advance(TimeSpan.FromHours(1));

        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }
}
