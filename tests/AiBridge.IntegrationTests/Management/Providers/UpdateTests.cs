using System.Net;
using System.Text.Json;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed class UpdateTests
{
    private const string Key1 = "sk-update-key-one-0000000001";
    private const string Key2 = "sk-update-key-two-0000000002";

    [Fact]
    public async Task What_is_absent_stays_and_null_goes_back_to_the_default()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body(fixture));

        var after = await fixture.PutAsync("mine", new { timeouts = new { firstByteSeconds = 9.5 }, displayName = (string?)null, defaultModel = "m-2" });

        after.GetProperty("displayName").GetString().Should().Be("mine");
        after.GetProperty("defaultModel").GetString().Should().Be("m-2");
        after.GetProperty("timeouts").GetRawText().Should().Be("""{"connectSeconds":3,"firstByteSeconds":9.5,"silenceSeconds":300}""", "objects are merged");
        after.GetProperty("limits").GetProperty("requestsPerMinute").GetInt32().Should().Be(60);
        after.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("hint").GetString()).Should().Equal("sk-u...0001", "sk-u...0002");
        after.GetProperty("headers").GetRawText().Should().Be("""{"x-team":"p...m"}""");
        (await fixture.PutAsync("mine", new { limits = (object?)null })).GetProperty("limits").GetRawText().Should().Be("""{"requestsPerMinute":0,"concurrentRequests":0}""");
        (await fixture.GetAsync("mine")).GetProperty("limits").GetProperty("requestsPerMinute").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Keys_are_the_full_set_in_order()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var ids = Ids(await fixture.CreateAsync(Body(fixture)));
        var shared = await Stored.AddSecretAsync(fixture.Bridge, "sk-shared-key-three-0000003");

        var after = await fixture.PutAsync("mine", new { apiKeys = new object[] { new { id = shared }, new { id = ids[1] }, new { value = "sk-update-key-four-0000004" } } });

        Ids(after)[..2].Should().Equal(shared, ids[1]);
        Ids(after).Should().HaveCount(3);
        (await fixture.SeenAsync("mine")).Should().EndWith("sk-shared-key-three-0000003", "the first key is used");
        (await Stored.SecretsAsync(fixture.Bridge)).Select(secret => secret.Id).Should().NotContain(ids[0], "a key that a provider brought goes when it is not used any more");

        await fixture.PutAsync("mine", new { apiKeys = Array.Empty<object>() });
        (await Stored.SecretsAsync(fixture.Bridge)).Select(secret => secret.Name).Should().Equal("mine header x-team", "shared");
        (await fixture.SeenAsync("mine")).Should().Be("no_upstream_credential");
    }

    [Fact]
    public async Task Keys_that_are_not_the_providers_or_there_twice_are_refused()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var id = Ids(await fixture.CreateAsync(Body(fixture)))[0];
        var foreign = Ids(await fixture.CreateAsync(new { name = "other", type = "anthropic", apiKeys = new[] { new { value = "sk-of-another-provider-01" } } }))[0];
        var before = await Stored.TextAsync(fixture.Bridge);
        var path = ProviderFixture.Path + "/mine";

        (await fixture.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new[] { new { id }, new { id } } })).Should().Equal("apiKeys[1].id");
        (await fixture.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new object[] { new { id }, new { value = Key1 } } })).Should().Equal("apiKeys[1]");
        (await fixture.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new[] { new { id = foreign }, new { id = "sec_nobody" } } })).Should().Equal("apiKeys[0].id", "apiKeys[1].id");

        (await Stored.TextAsync(fixture.Bridge)).Should().Be(before);
    }

    [Fact]
    public async Task Keys_go_by_an_empty_list_not_by_null()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = "sk-ant-kept-key-00000000001" } } });

        (await fixture.PutAsync("mine", new { apiKeys = (object?)null })).GetProperty("keys").GetArrayLength().Should().Be(1);
        (await fixture.PutAsync("mine", new { apiKeys = Array.Empty<object>() })).GetProperty("keys").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Headers_are_the_full_set_and_null_keeps_a_value()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(Body(fixture));

        await fixture.PutAsync("mine", new { headers = new Dictionary<string, string?> { ["X-Team"] = null, ["x-more"] = "another value" } });
        using (await fixture.AskAsync("mine"))
        {
            var seen = fixture.Upstream.Received[^1].Headers;
            seen["x-team"].Should().Be("platform");
            seen["x-more"].Should().Be("another value");
        }

        var after = await fixture.PutAsync("mine", new { headers = new Dictionary<string, string?> { ["x-more"] = "changed value" } });
        after.GetProperty("headers").GetRawText().Should().Be("""{"x-more":"ch...ue"}""");
        (await fixture.PutAsync("mine", new { headers = (object?)null })).GetProperty("headers").GetRawText().Should().Be("{}");
        (await Stored.SecretsAsync(fixture.Bridge)).Should().HaveCount(2, "only the keys are left");
    }

    [Fact]
    public async Task A_custom_header_and_a_client_secret_stay_when_their_object_does_not_name_them()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", baseUrl = fixture.Upstream.Address, auth = "custom_header", customHeader = new { name = "x-api-key", value = Key1 } });

        var renamed = await fixture.PutAsync("mine", new { customHeader = new { name = "authorization" } });
        renamed.GetProperty("customHeader").GetRawText().Should().Be("""{"name":"authorization","valueHint":"sk-u...0001"}""");
        (await fixture.SeenAsync("mine")).Should().EndWith(Key1);

        (await fixture.FaultsAsync(HttpMethod.Put, ProviderFixture.Path + "/mine", new { customHeader = (object?)null })).Should().Equal("customHeader.name", "customHeader.value");
        (await fixture.FaultsAsync(HttpMethod.Put, ProviderFixture.Path + "/mine", new { customHeader = new { name = "x-api-key", value = (string?)null } })).Should().Equal("customHeader.value");
        var without = await fixture.PutAsync("mine", new { auth = "none", customHeader = (object?)null });
        without.GetProperty("customHeader").ValueKind.Should().Be(JsonValueKind.Null);
        (await Stored.SecretsAsync(fixture.Bridge)).Should().BeEmpty();
    }

    [Fact]
    public async Task Deleting_takes_the_providers_own_secrets_along_and_no_others()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var shared = await Stored.AddSecretAsync(fixture.Bridge, "sk-shared-key-three-0000003");
        await fixture.CreateAsync(Body(fixture));
        await fixture.PutAsync("mine", new { apiKeys = new object[] { new { value = Key2 }, new { id = shared } } });

        await fixture.CallAsync(HttpMethod.Delete, ProviderFixture.Path + "/mine", status: HttpStatusCode.NoContent);

        (await Stored.SecretsAsync(fixture.Bridge)).Should().ContainSingle().Which.Id.Should().Be(shared);
    }

    private static object Body(ProviderFixture fixture) => new
    {
        name = "mine",
        type = "anthropic",
        baseUrl = fixture.Upstream.Address,
        displayName = "Mine",
        keySelection = "primary",
        apiKeys = new[] { new { value = Key1 }, new { value = Key2 } },
        headers = new Dictionary<string, string> { ["x-team"] = "platform" },
        limits = new { requestsPerMinute = 60 },
        timeouts = new { connectSeconds = 3 },
    };

    private static string[] Ids(JsonElement provider) => [.. provider.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("id").GetString()!)];
}
