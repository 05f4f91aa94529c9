using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>A token gives no more than it has: permissions, project and time; and what it made can be found, and go with it.</summary>
public sealed class TokenOffspringTests
{
    private const string Tokens = "/api/v1/projects/prj_default/tokens";

    private static readonly string[] Clerk = ["tokens:*", "interceptions:Read", "bridge:*"];

    [Fact]
    public async Task What_a_token_makes_ends_with_it_at_the_latest()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync("{}", clock: clock);
        var end = clock.GetUtcNow().AddHours(1);
        var clerk = bridge.As(await MakeAsync(bridge.Admin, new { name = "clerk", permissions = Clerk, expiresAt = end }));

        var quiet = await clerk.CreateAsync(Tokens, new { name = "says nothing", permissions = Clerk });
        var never = await clerk.CreateAsync(Tokens, new { name = "says never", permissions = Clerk, expiresAt = (string?)null });
        var earlier = await clerk.CreateAsync(Tokens, new { name = "earlier", expiresAt = end.AddMinutes(-30) });
        var later = await ManagementClient.ProblemAsync(await clerk.SendAsync(HttpMethod.Post, Tokens, new { name = "later", expiresAt = end.AddSeconds(1) }), HttpStatusCode.Forbidden, "forbidden");

        new[] { quiet, never }.Should().OnlyContain(made => made.GetProperty("expiresAt").GetDateTimeOffset() == Floor(end));
        earlier.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(Floor(end.AddMinutes(-30)));
        later.GetProperty("detail").GetString().Should().Contain("none that lasts longer");
        clock.Advance(TimeSpan.FromHours(1));
        (await bridge.As(quiet.GetProperty("token").GetString()).SendAsync(HttpMethod.Get, Tokens)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_says_who_made_it()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var clerk = await bridge.Admin.CreateAsync(Tokens, new { name = "clerk", permissions = Clerk });
        await bridge.As(clerk.GetProperty("token").GetString()).CreateAsync(Tokens, new { name = "child" });

        var makers = (await bridge.Admin.GetAsync(Tokens)).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item);

        makers["administrator"].GetProperty("createdBy").ValueKind.Should().Be(JsonValueKind.Null);
        makers["clerk"].GetProperty("createdBy").GetString().Should().Be(makers["administrator"].GetProperty("id").GetString());
        makers["child"].GetProperty("createdBy").GetString().Should().Be(clerk.GetProperty("id").GetString());
    }

    [Fact]
    public async Task All_that_came_of_a_token_goes_with_it_when_that_is_wished()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var other = await MakeAsync(bridge.Admin, new { name = "another's" });
        var family = await FamilyAsync(bridge, 3);

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{family[1].Id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await StatusesAsync(bridge, family)).Should().Equal(HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK);
        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{family[0].Id}?cascade=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await StatusesAsync(bridge, family)).Should().OnlyContain(status => status == HttpStatusCode.Unauthorized, "also by way of the one that was revoked before");
        (await bridge.As(other).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bridge.AuditAsync())[^1].Changes.Should().Contain("children").And.Contain(family[2].Id).And.NotContain(family[1].Id);
    }

    [Fact]
    public async Task What_a_revoked_token_left_behind_can_still_be_taken_along()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var family = await FamilyAsync(bridge, 2);
        await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{family[0].Id}");
        (await StatusesAsync(bridge, family)).Should().Equal(HttpStatusCode.Unauthorized, HttpStatusCode.OK);

        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{family[0].Id}?cascade=true")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await StatusesAsync(bridge, family)).Should().OnlyContain(status => status == HttpStatusCode.Unauthorized);
        (await bridge.Admin.SendAsync(HttpMethod.Delete, $"{Tokens}/{family[0].Id}?cascade=true")).StatusCode.Should().Be(HttpStatusCode.NotFound, "nothing of it is left");
    }

    [Fact]
    public async Task A_token_is_named_anew_and_permissions_and_time_are_taken_from_it()
    {
        var clock = new JumpingClock();
        await using var bridge = await Bridge.StartAsync("{}", clock: clock);
        var made = await bridge.Admin.CreateAsync(Tokens, new { name = "laptop", actorName = "ada", permissions = Clerk });
        var (path, token) = ($"{Tokens}/{made.GetProperty("id").GetString()}", made.GetProperty("token").GetString());
        var end = clock.GetUtcNow().AddHours(1);

        var named = await bridge.Admin.PatchAsync(path, new { name = "old laptop", actorName = (string?)null });
        var narrowed = await bridge.Admin.PatchAsync(path, new { permissions = new[] { "bridge:Invoke", "interceptions:Read" }, expiresAt = end });

        (named.GetProperty("name").GetString(), named.GetProperty("actorName").ValueKind).Should().Be(("old laptop", JsonValueKind.Null));
        narrowed.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()).Should().Equal("bridge:Invoke", "interceptions:Read");
        narrowed.TryGetProperty("token", out _).Should().BeFalse();
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bridge.As(token).SendAsync(HttpMethod.Get, Tokens)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        clock.Advance(TimeSpan.FromHours(1));
        (await bridge.As(token).SendAsync(HttpMethod.Get, "/api/v1/interceptions")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"permissions":["bridge:*"]}""", "permissions")]
    [InlineData("""{"permissions":["bridge:Invoke","*"]}""", "permissions")]
    [InlineData("""{"permissions":[]}""", "permissions")]
    [InlineData("""{"permissions":null}""", "permissions")]
    [InlineData("""{"expiresAt":"2099-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt":null}""", "expiresAt")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"serverScope":true}""", "serverScope")]
    public async Task Nothing_is_given_to_a_token_by_a_change_not_even_by_the_administrator(string change, string field)
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var made = await bridge.Admin.CreateAsync(Tokens, new { name = "laptop", permissions = new[] { "bridge:Invoke" }, expiresAt = DateTimeOffset.UtcNow.AddDays(1) });

        (await bridge.Admin.FaultsAsync(HttpMethod.Patch, $"{Tokens}/{made.GetProperty("id").GetString()}", change)).Should().Equal(field);
    }

    [Fact]
    public async Task What_is_taken_from_a_token_is_taken_from_all_that_came_of_it_when_that_is_wished()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var family = await FamilyAsync(bridge, 3);
        var plain = await bridge.As(family[0].Token).CreateAsync(Tokens, new { name = "of the first", permissions = new[] { "tokens:Read" } });
        var end = DateTimeOffset.UtcNow.AddDays(1);

        await bridge.Admin.PatchAsync($"{Tokens}/{family[0].Id}?cascade=true", new { permissions = new[] { "bridge:Invoke", "interceptions:Read" }, expiresAt = end });

        var items = (await bridge.Admin.GetAsync(Tokens)).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("id").GetString()!, item => item);
        foreach (var (id, _) in family)
        {
            items[id].GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()).Should().BeEquivalentTo("bridge:Invoke", "interceptions:Read");
            items[id].GetProperty("expiresAt").GetDateTimeOffset().Should().Be(Floor(end));
        }

        items[plain.GetProperty("id").GetString()!].GetProperty("revokedAt").ValueKind.Should().Be(JsonValueKind.String, "nothing of it is left");
    }

    [Fact]
    public async Task A_token_of_the_server_is_not_a_projects_to_change()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        var clerk = bridge.As(await MakeAsync(bridge.Admin, new { name = "clerk", permissions = Clerk }));
        var server = await bridge.Admin.CreateAsync(Tokens, new { name = "robot", permissions = new[] { "providers:Read" }, serverScope = true });

        using var refused = await clerk.SendAsync(HttpMethod.Patch, $"{Tokens}/{server.GetProperty("id").GetString()}", new { name = "mine" });

        await ManagementClient.ProblemAsync(refused, HttpStatusCode.Forbidden, "forbidden");
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static async Task<string> MakeAsync(ManagementClient maker, object token) => (await maker.CreateAsync(Tokens, token)).GetProperty("token").GetString()!;

    /// <summary>Tokens of which each made the next.</summary>
    private static async Task<IReadOnlyList<(string Id, string Token)>> FamilyAsync(Bridge bridge, int generations)
    {
        var family = new List<(string Id, string Token)>();
        var maker = bridge.Admin;
        for (var i = 0; i < generations; i++)
        {
            var made = await maker.CreateAsync(Tokens, new { name = $"generation {i}", permissions = Clerk });
            family.Add((made.GetProperty("id").GetString()!, made.GetProperty("token").GetString()!));
            maker = bridge.As(family[^1].Token);
        }

        return family;
    }

    private static Task<HttpStatusCode[]> StatusesAsync(Bridge bridge, IReadOnlyList<(string Id, string Token)> tokens) =>
        Task.WhenAll(tokens.Select(async token => (await bridge.As(token.Token).SendAsync(HttpMethod.Get, Tokens)).StatusCode));
}
