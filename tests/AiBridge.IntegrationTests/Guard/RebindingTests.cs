using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Guard;

public sealed class RebindingTests
{
    [Fact]
    public async Task A_name_that_means_another_address_by_then_is_not_connected_to()
    {
        await using var fixture = await GuardFixture.StartAsync();
        await fixture.CreateReboundAsync();

        using var response = await fixture.Bridge.AskAsync("rebound");

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("upstream_not_allowed");
        response.Headers.GetValues("x-should-retry").Should().Equal("false");
        var body = await response.Content.ReadAsStringAsync();
        body.Should().Contain("Network:AllowedHosts").And.Contain("Network:AllowPrivateNetwork").And.NotContain("127.0.0.1").And.NotContain(GuardFixture.Rebound);
        fixture.Upstream.Received.Should().BeEmpty();
        fixture.Names.Asked.Should().Equal([GuardFixture.Rebound, GuardFixture.Rebound], "it is not tried again");
        var recorded = await fixture.Bridge.InterceptionAsync(response.InterceptionId());
        recorded.GetProperty("errorType").GetString().Should().Be("unreachable");
        recorded.GetProperty("attempts").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task What_was_checked_is_what_is_connected_to()
    {
        await using var fixture = await GuardFixture.StartAsync(false, "127.0.0.1/32");
        await fixture.CreateAsync("lab", fixture.Upstream.Address);
        fixture.Names.Set("turning.example.com", FakeDns.Public, "127.0.0.1", "127.0.0.9");
        await fixture.CreateAsync("turning", $"http://turning.example.com:{fixture.Port}");

        (await fixture.OutcomeAsync("turning")).Should().Be("ok", "the second answer was checked and connected to, the third was never asked for");

        fixture.Names.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Of_several_addresses_only_allowed_ones_are_connected_to()
    {
        await using var fixture = await GuardFixture.StartAsync(false, "127.0.0.1");
        fixture.Names.Set("many.example.com", FakeDns.Public, "10.0.0.1 169.254.169.254 ::1 127.0.0.1");
        await fixture.CreateAsync("many", $"http://many.example.com:{fixture.Port}");

        (await fixture.OutcomeAsync("many")).Should().Be("ok");
    }

    [Fact]
    public async Task Refusals_open_no_circuit()
    {
        await using var fixture = await GuardFixture.StartAsync();
        await fixture.CreateAsync("rebound", $"http://{GuardFixture.Rebound}:{fixture.Port}", new { failureThreshold = 2, failureRatio = 0.01 });
        for (var i = 0; i < 6; i++)
            (await fixture.OutcomeAsync()).Should().Be("upstream_not_allowed");

        await fixture.AllowAsync(allowPrivate: true);

        (await fixture.OutcomeAsync()).Should().Be("ok");
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task The_private_network_does_not_hold_metadata_services(string address)
    {
        await using var fixture = await GuardFixture.StartAsync(allowPrivate: true);
        fixture.Names.Set("cloud.example.com", FakeDns.Public, address);
        await fixture.CreateAsync("cloud", $"http://cloud.example.com:{fixture.Port}");

        (await fixture.OutcomeAsync("cloud")).Should().Be("upstream_not_allowed");
    }

    [Fact]
    public async Task One_of_the_configuration_points_where_it_likes()
    {
        await using var fixture = await GuardFixture.StartAsync();

        (await fixture.OutcomeAsync("fixed")).Should().Be("ok");
    }
}
