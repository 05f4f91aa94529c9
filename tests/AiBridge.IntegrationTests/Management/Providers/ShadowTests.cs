using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>The configuration wins its names.</summary>
public sealed class ShadowTests
{
    private const string Key = "sk-ant-of-the-store-000001";

    [Fact]
    public async Task A_stored_provider_serves_nothing_while_the_configuration_has_its_name()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic", baseUrl = fixture.Upstream.Address, apiKeys = new[] { new { value = Key } } });
        using var talk = await fixture.HoldAsync("mine");

        await fixture.ConfigureAsync("fixed", "mine");

        (await fixture.SeenAsync("mine")).Should().Be($"/configured/v1/messages {ProviderFixture.KeyOfConfigured}");
        var listed = (await fixture.GetAsync()).GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("name")} {item.GetProperty("source")} {item.GetProperty("status")} {item.GetProperty("readOnly")} {item.GetProperty("shadowedBy")}");
        listed.Should().Equal("fixed config enabled True ", "mine config enabled True ", "mine store shadowed False config");

        await fixture.ConfigureAsync("fixed");

        (await fixture.SeenAsync("mine")).Should().Be($"/v1/messages {Key}");
        (await fixture.GetAsync("mine")).GetProperty("status").GetString().Should().Be("enabled");
        await fixture.ReleaseAsync(talk);
    }

    [Fact]
    public async Task One_of_the_configuration_cannot_be_changed_but_the_stored_one_behind_it_can()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic" });
        await fixture.ConfigureAsync("fixed", "mine");
        var path = ProviderFixture.Path + "/mine";

        foreach (var name in new[] { "fixed", "mine" })
        {
            await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, $"{ProviderFixture.Path}/{name}", new { enabled = false }), HttpStatusCode.Conflict, "provider_read_only");
            await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Delete, $"{ProviderFixture.Path}/{name}"), HttpStatusCode.Conflict, "provider_read_only");
        }

        (await fixture.CallAsync(HttpMethod.Get, path)).GetProperty("source").GetString().Should().Be("config");
        (await fixture.CallAsync(HttpMethod.Get, path + "?source=store")).GetProperty("shadowedBy").GetString().Should().Be("config");
        (await fixture.CallAsync(HttpMethod.Put, path + "?source=store", new { name = "free" })).GetProperty("status").GetString().Should().Be("enabled");
        await fixture.CallAsync(HttpMethod.Delete, ProviderFixture.Path + "/free?source=store", status: HttpStatusCode.NoContent);
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path + "?source=both"), HttpStatusCode.BadRequest, "invalid_request");
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Get, path + "?source=store"), HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task One_of_the_configuration_is_told_with_masked_keys_only()
    {
        await using var fixture = await ProviderFixture.StartAsync();

        var told = await fixture.GetAsync("fixed");

        told.GetProperty("keys").GetRawText().Should().Be("""[{"id":null,"hint":"sk-o...0001","error":null}]""");
        told.GetProperty("baseUrl").GetString().Should().EndWith("/configured");
        told.GetRawText().Should().NotContain(ProviderFixture.KeyOfConfigured);
    }
}
