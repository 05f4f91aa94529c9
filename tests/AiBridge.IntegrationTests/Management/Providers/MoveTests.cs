using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>No stored secret follows a provider to another place.</summary>
public sealed class MoveTests
{
    private const string Path = ProviderFixture.Path + "/mine";

    public static TheoryData<string> Moves { get; } =
    [
        """{"baseUrl":"https://upstream.example.com:8443/v1"}""",
        """{"baseUrl":"http://upstream.example.com/v1"}""",
        """{"baseUrl":"https://evil.example.com/v1"}""",
        """{"baseUrl":"https://upstream.example.com./v1"}""",
        """{"type":"gateway"}""",
        """{"oauth":{"tokenUrl":"https://evil.example.com/token","clientId":"me"}}""",
        """{"oauth":{"tokenUrl":"http://idp.example.com/token","clientId":"me"}}""",
    ];

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Whoever_moves_a_provider_gives_every_secret_anew(string move)
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var id = (await fixture.CreateAsync(Body)).GetProperty("keys")[0].GetProperty("id").GetString();
        var before = (await Stored.TextAsync(fixture.Bridge), (await fixture.GetAsync("mine")).GetRawText());

        (await fixture.FaultsAsync(HttpMethod.Put, Path, move)).Should().BeEquivalentTo("apiKeys", "oauth.clientSecret", "headers.x-team");
        var half = With(move, new { apiKeys = new[] { new { id } }, headers = new Dictionary<string, string?> { ["x-team"] = null } });
        (await fixture.FaultsAsync(HttpMethod.Put, Path, half)).Should().BeEquivalentTo("apiKeys[0]", "oauth.clientSecret", "headers.x-team");
        (await Stored.TextAsync(fixture.Bridge), (await fixture.GetAsync("mine")).GetRawText()).Should().Be(before);

        var oauth = JsonDocument.Parse(move).RootElement.TryGetProperty("oauth", out var given) ? given.GetProperty("tokenUrl").GetString() : "https://idp.example.com/token";
        await fixture.PutAsync("mine", With(move, new
        {
            apiKeys = new[] { new { value = "sk-the-new-place-key-001" } },
            oauth = new { tokenUrl = oauth, clientId = "me", clientSecret = "client-secret-of-the-new-place" },
            headers = new Dictionary<string, string> { ["x-team"] = "new platform value" },
        }));
        (await fixture.GetAsync("mine")).GetProperty("keys")[0].GetProperty("hint").GetString().Should().Be("sk-t...-001");
    }

    [Theory]
    [InlineData("""{"baseUrl":"https://UPSTREAM.example.com:443/other/path"}""")]
    [InlineData("""{"oauth":{"tokenUrl":"https://idp.example.com/other","clientId":"you"}}""")]
    [InlineData("""{"auth":"api_key"}""")]
    public async Task The_same_host_asks_for_none(string change)
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body);

        await fixture.PutAsync("mine", change);
    }

    [Fact]
    public async Task Secrets_that_are_dropped_need_not_be_given()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body);

        await fixture.PutAsync("mine", new { baseUrl = "https://other.example.com/v1", auth = "none", apiKeys = Array.Empty<object>(), oauth = (object?)null, headers = new { } });

        (await Stored.SecretsAsync(fixture.Bridge)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_shared_secret_in_use_for_one_host_goes_to_no_other()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var shared = await Stored.AddSecretAsync(fixture.Bridge, "sk-shared-key-0000000001");
        var keys = new[] { new { id = shared } };
        await fixture.CreateAsync(new { name = "first", type = "anthropic", apiKeys = keys });
        await fixture.CreateAsync(new { name = "second", type = "anthropic", baseUrl = "https://API.anthropic.com/path", apiKeys = keys });

        (await fixture.FaultsAsync(HttpMethod.Post, ProviderFixture.Path, new { name = "third", type = "anthropic", baseUrl = "https://evil.example.com", apiKeys = keys })).Should().Equal("apiKeys[0].id");
    }

    [Fact]
    public async Task Naming_a_shared_secret_needs_the_right_to_write_secrets()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var shared = await Stored.AddSecretAsync(fixture.Bridge, "sk-shared-key-0000000001");
        var token = await fixture.TokenAsync(serverScope: true, "providers:*");

        var refused = await ManagementClient.ProblemAsync(
            await fixture.Bridge.As(token).SendAsync(HttpMethod.Post, ProviderFixture.Path, new { name = "mine", type = "anthropic", apiKeys = new[] { new { id = shared } } }), HttpStatusCode.Forbidden, "forbidden");
        refused.GetProperty("detail").GetString().Should().Contain("secrets:Write");
    }

    private static object Body => new
    {
        name = "mine",
        type = "custom",
        auth = "oauth",
        baseUrl = "https://upstream.example.com/v1",
        apiKeys = new[] { new { value = "sk-the-old-place-key-001" } },
        oauth = new { tokenUrl = "https://idp.example.com/token", clientId = "me", clientSecret = "client-secret-of-the-old-place" },
        headers = new Dictionary<string, string> { ["x-team"] = "platform value" },
    };

    private static string With(string move, object more)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(move)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more)!.AsObject())
            body.TryAdd(name, value?.DeepClone());
        if (body["oauth"] is { } oauth && JsonSerializer.SerializeToNode(more)!["oauth"]?["clientSecret"] is { } secret)
            oauth["clientSecret"] = secret.DeepClone();
        return body.ToJsonString();
    }
}
