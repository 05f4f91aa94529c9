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
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(Body(house));

        var after = await house.PutAsync("mine", new { timeouts = new { firstByteSeconds = 9.5 }, displayName = (string?)null, defaultModel = "m-2" });

        after.GetProperty("displayName").GetString().Should().Be("mine");
        after.GetProperty("defaultModel").GetString().Should().Be("m-2");
        after.GetProperty("timeouts").GetRawText().Should().Be("""{"connectSeconds":15,"firstByteSeconds":9.5,"silenceSeconds":300}""", "an object replaces the whole one");
        after.GetProperty("limits").GetProperty("requestsPerMinute").GetInt32().Should().Be(60);
        after.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("hint").GetString()).Should().Equal("sk-u...0001", "sk-u...0002");
        after.GetProperty("headers").GetRawText().Should().Be("""{"x-team":"p...m"}""");
        (await house.PutAsync("mine", new { limits = (object?)null })).GetProperty("limits").GetRawText().Should().Be("""{"requestsPerMinute":0,"concurrentRequests":0}""");
        (await house.GetAsync("mine")).GetProperty("limits").GetProperty("requestsPerMinute").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Keys_are_the_full_set_in_order()
    {
        await using var house = await ProviderHouse.StartAsync();
        var ids = Ids(await house.CreateAsync(Body(house)));
        var shared = await Stored.AddSecretAsync(house.Bridge, "sk-shared-key-three-0000003");

        var after = await house.PutAsync("mine", new { apiKeys = new object[] { new { id = shared }, new { id = ids[1] }, new { value = "sk-update-key-four-0000004" } } });

        Ids(after)[..2].Should().Equal(shared, ids[1]);
        Ids(after).Should().HaveCount(3);
        (await house.SeenAsync("mine")).Should().EndWith("sk-shared-key-three-0000003", "the first key is used");
        (await Stored.SecretsAsync(house.Bridge)).Select(secret => secret.Id).Should().NotContain(ids[0], "a key that a provider brought goes when it is not used any more");

        await house.PutAsync("mine", new { apiKeys = Array.Empty<object>() });
        (await Stored.SecretsAsync(house.Bridge)).Select(secret => secret.Name).Should().Equal("mine header x-team", "shared");
        (await house.SeenAsync("mine")).Should().Be("no_upstream_credential");
    }

    [Fact]
    public async Task Keys_that_are_not_the_providers_or_there_twice_are_refused()
    {
        await using var house = await ProviderHouse.StartAsync();
        var id = Ids(await house.CreateAsync(Body(house)))[0];
        var foreign = Ids(await house.CreateAsync(new { name = "other", type = "anthropic", apiKeys = new[] { new { value = "sk-of-another-provider-01" } } }))[0];
        var before = await Stored.TextAsync(house.Bridge);
        var path = ProviderHouse.Path + "/mine";

        (await house.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new[] { new { id }, new { id } } })).Should().Equal("apiKeys[1].id");
        (await house.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new object[] { new { id }, new { value = Key1 } } })).Should().Equal("apiKeys[1]");
        (await house.FaultsAsync(HttpMethod.Put, path, new { apiKeys = new[] { new { id = foreign }, new { id = "sec_nobody" } } })).Should().Equal("apiKeys[0].id", "apiKeys[1].id");

        (await Stored.TextAsync(house.Bridge)).Should().Be(before);
    }

    [Fact]
    public async Task Keys_go_by_an_empty_list_not_by_null()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(new { name = "mine", type = "anthropic", apiKeys = new[] { new { value = "sk-ant-kept-key-00000000001" } } });

        (await house.PutAsync("mine", new { apiKeys = (object?)null })).GetProperty("keys").GetArrayLength().Should().Be(1);
        (await house.PutAsync("mine", new { apiKeys = Array.Empty<object>() })).GetProperty("keys").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Headers_are_the_full_set_and_null_keeps_a_value()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(Body(house));

        await house.PutAsync("mine", new { headers = new Dictionary<string, string?> { ["X-Team"] = null, ["x-more"] = "another value" } });
        using (await house.AskAsync("mine"))
        {
            var seen = house.Upstream.Received[^1].Headers;
            seen["x-team"].Should().Be("platform");
            seen["x-more"].Should().Be("another value");
        }

        var after = await house.PutAsync("mine", new { headers = new Dictionary<string, string?> { ["x-more"] = "changed value" } });
        after.GetProperty("headers").GetRawText().Should().Be("""{"x-more":"ch...ue"}""");
        (await house.PutAsync("mine", new { headers = (object?)null })).GetProperty("headers").GetRawText().Should().Be("{}");
        (await Stored.SecretsAsync(house.Bridge)).Should().HaveCount(2, "only the keys are left");
    }

    [Fact]
    public async Task A_custom_header_and_a_client_secret_stay_when_their_object_does_not_name_them()
    {
        await using var house = await ProviderHouse.StartAsync();
        await house.CreateAsync(new { name = "mine", type = "anthropic", baseUrl = house.Upstream.Address, auth = "custom_header", customHeader = new { name = "x-api-key", value = Key1 } });

        var renamed = await house.PutAsync("mine", new { customHeader = new { name = "authorization" } });
        renamed.GetProperty("customHeader").GetRawText().Should().Be("""{"name":"authorization","valueHint":"sk-u...0001"}""");
        (await house.SeenAsync("mine")).Should().EndWith(Key1);

        (await house.FaultsAsync(HttpMethod.Put, ProviderHouse.Path + "/mine", new { customHeader = (object?)null })).Should().Equal("customHeader.name", "customHeader.value");
        (await house.FaultsAsync(HttpMethod.Put, ProviderHouse.Path + "/mine", new { customHeader = new { name = "x-api-key", value = (string?)null } })).Should().Equal("customHeader.value");
        var without = await house.PutAsync("mine", new { auth = "none", customHeader = (object?)null });
        without.GetProperty("customHeader").ValueKind.Should().Be(JsonValueKind.Null);
        (await Stored.SecretsAsync(house.Bridge)).Should().BeEmpty();
    }

    [Fact]
    public async Task Deleting_takes_the_providers_own_secrets_along_and_no_others()
    {
        await using var house = await ProviderHouse.StartAsync();
        var shared = await Stored.AddSecretAsync(house.Bridge, "sk-shared-key-three-0000003");
        await house.CreateAsync(Body(house));
        await house.PutAsync("mine", new { apiKeys = new object[] { new { value = Key2 }, new { id = shared } } });

        await house.CallAsync(HttpMethod.Delete, ProviderHouse.Path + "/mine", status: HttpStatusCode.NoContent);

        (await Stored.SecretsAsync(house.Bridge)).Should().ContainSingle().Which.Id.Should().Be(shared);
    }

    private static object Body(ProviderHouse house) => new
    {
        name = "mine",
        type = "anthropic",
        baseUrl = house.Upstream.Address,
        displayName = "Mine",
        keySelection = "primary",
        apiKeys = new[] { new { value = Key1 }, new { value = Key2 } },
        headers = new Dictionary<string, string> { ["x-team"] = "platform" },
        limits = new { requestsPerMinute = 60 },
        timeouts = new { connectSeconds = 3 },
    };

    private static string[] Ids(JsonElement provider) => [.. provider.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("id").GetString()!)];
}
