using System.Net;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class LifeTests
{
    [Fact]
    public async Task The_whole_life_of_a_provider_goes_by_the_api_and_cuts_no_stream()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        const string Key1 = "sk-ant-life-key-one-000000001";
        const string Key2 = "sk-ant-life-key-two-000000002";

        var made = await fixture.CallAsync(HttpMethod.Post, ProviderFixture.Path + "/from-preset", new { preset = "anthropic", name = "team", baseUrl = fixture.Upstream.Address, apiKey = Key1 }, HttpStatusCode.Created);
        made.GetProperty("status").GetString().Should().Be("enabled");
        (await fixture.CallAsync(HttpMethod.Post, ProviderFixture.Path + "/team/test")).GetProperty("success").GetBoolean().Should().BeTrue();
        (await fixture.SeenAsync("team")).Should().Be($"/v1/messages {Key1}");
        using var talk = await fixture.HoldAsync("team");

        var id = made.GetProperty("keys")[0].GetProperty("id").GetString();
        await fixture.PutAsync("team", new { apiKeys = new object[] { new { id }, new { value = Key2 } }, keySelection = "primary" });
        (await fixture.SeenAsync("team")).Should().EndWith(Key1, "the first key is still the first");
        await fixture.PutAsync("team", new { apiKeys = new[] { new { value = Key2 } } });
        (await fixture.SeenAsync("team")).Should().EndWith(Key2, "the first key has gone");

        await fixture.PutAsync("team", new { enabled = false });
        await IsDisabledAsync(fixture);
        await fixture.PutAsync("team", new { enabled = true, timeouts = new { connectSeconds = 7 } });
        (await fixture.SeenAsync("team")).Should().EndWith(Key2);

        await fixture.PutAsync("team", new { name = "squad" });
        (await fixture.SeenAsync("team")).Should().Be("404");
        (await fixture.SeenAsync("squad")).Should().EndWith(Key2);

        await fixture.CallAsync(HttpMethod.Delete, ProviderFixture.Path + "/squad", status: HttpStatusCode.NoContent);
        (await fixture.SeenAsync("squad")).Should().Be("404");
        (await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, ProviderFixture.Path + "/squad")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        await fixture.ReleaseAsync(talk);
    }

    private static async Task IsDisabledAsync(ProviderFixture fixture)
    {
        (await fixture.GetAsync("team")).GetProperty("status").GetString().Should().Be("disabled");
        using var refused = await fixture.AskAsync("team");
        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.GetValues("X-AiBridge-Error").Should().Equal("provider_disabled");
        (await refused.Content.ReadAsStringAsync()).Should().Contain("""AI provider \"team\" is disabled""");
    }

    [Fact]
    public async Task A_new_provider_says_where_it_is_and_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;
        string token;
        await using (var fixture = await ProviderFixture.StartAsync(folder))
        {
            token = fixture.Bridge.AdminToken;
            using var made = await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, new { name = "lasting", type = "anthropic", baseUrl = fixture.Upstream.Address, apiKeys = new[] { new { value = "sk-ant-lasting-key-0000001" } } });
            made.StatusCode.Should().Be(HttpStatusCode.Created);
            made.Headers.Location!.ToString().Should().Be("/api/v1/providers/lasting");
            made.Headers.ETag!.ToString().Should().Be("\"1\"");
        }

        await using (var again = await ProviderFixture.StartAsync(folder))
        {
            using var found = await again.Bridge.As(token).SendAsync(HttpMethod.Get, ProviderFixture.Path + "/lasting");
            (await found.Content.ReadAsStringAsync()).Should().Contain("sk-a...0001").And.Contain("\"enabled\"");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("google")]
    [InlineData("azure")]
    [InlineData("bedrock")]
    public async Task A_type_without_routes_is_stored_and_says_so(string type)
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var made = await fixture.CreateAsync(new { name = "later", type, baseUrl = "https://later.example.com", apiKeys = new[] { new { value = "key-of-a-later-type-01" } } });

        made.GetProperty("routable").GetBoolean().Should().BeFalse();
        (await fixture.SeenAsync("later")).Should().Be("provider_type_not_supported");
    }

    [Theory]
    [InlineData("env:HOME")]
    [InlineData("file:/etc/hostname")]
    public async Task A_key_that_looks_like_a_source_is_taken_as_it_stands(string value)
    {
        await using var fixture = await ProviderFixture.StartAsync();

        await fixture.CreateAsync(new { name = "literal", type = "anthropic", baseUrl = fixture.Upstream.Address, apiKeys = new[] { new { value } } });

        (await fixture.SeenAsync("literal")).Should().Be($"/v1/messages {value}");
    }
}
