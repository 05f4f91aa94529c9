using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Network;

/// <summary>Providers made at runtime, behind a proxy that would reach anything.</summary>
public sealed class GuardedProxyTests
{
    private const string Inside = "inside.example.com";

    [Theory]
    [InlineData("http", "127.0.0.1")]
    [InlineData("https", "127.0.0.1")]
    [InlineData("http", "93.184.216.34 10.0.0.1")]
    [InlineData("https", "169.254.169.254")]
    public async Task A_name_that_turned_private_is_not_asked_of_the_proxy(string scheme, string addresses)
    {
        await using var fixture = await ProxyFixture.StartAsync("{proxy}");
        fixture.Names.Set(Inside, FakeDns.Public, addresses);
        await CreateAsync(fixture, $"{scheme}://{Inside}");

        (await fixture.OutcomeAsync("made")).Should().Be("upstream_not_allowed");

        fixture.Proxy.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData(FakeDns.Public)]
    [InlineData(null)]
    public async Task A_public_name_and_one_that_only_the_proxy_knows_are(string? address)
    {
        await using var fixture = await ProxyFixture.StartAsync("{proxy}");
        if (address is not null)
            fixture.Names.Set(Inside, address);
        await CreateAsync(fixture, $"http://{Inside}");

        (await fixture.OutcomeAsync("made")).Should().Be("ok");

        fixture.Proxy.Asked.Should().Equal($"POST http://{Inside}/v1/messages");
    }

    [Fact]
    public async Task Without_the_proxy_the_guard_stands_as_ever()
    {
        await using var fixture = await ProxyFixture.StartAsync("{proxy}", new() { ["NO_PROXY"] = ".example.com" });
        fixture.Names.Set(Inside, FakeDns.Public, "127.0.0.1");
        await CreateAsync(fixture, $"http://{Inside}");

        (await fixture.OutcomeAsync("made")).Should().Be("upstream_not_allowed");

        fixture.Proxy.Asked.Should().BeEmpty();
        fixture.Upstream.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_endpoint_is_guarded_alike()
    {
        await using var fixture = await ProxyFixture.StartAsync("{proxy}");
        fixture.Names.Set(Inside, FakeDns.Public, "127.0.0.1");
        var oauth = new { tokenUrl = $"http://{Inside}/token", clientId = "c", clientSecret = "secret-of-client-1" };
        await fixture.Bridge.Admin.CreateAsync("/api/v1/providers", new { name = "made", type = "anthropic", baseUrl = "http://public.example.com", auth = "oauth", oauth });

        (await fixture.OutcomeAsync("made")).Should().Be("upstream_not_allowed");

        fixture.Proxy.Asked.Should().BeEmpty();
    }

    private static Task CreateAsync(ProxyFixture fixture, string baseUrl) =>
        fixture.Bridge.Admin.CreateAsync("/api/v1/providers", new { name = "made", type = "anthropic", baseUrl, apiKeys = new[] { new { value = "sk-ant-guarded-key-0000001" } } });
}
